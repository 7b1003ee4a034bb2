using System.Runtime.CompilerServices;

namespace Conference.Rtc.Ice;

/// <summary>
/// Addresses that have passed an authenticated check, with the time of the last one or of a later sign of life. Eight hold a browser's pairs (two address families,
/// Wi-Fi and mobile, and their reflexive faces); a ninth takes the place of the one that was silent longest.
/// </summary>
internal struct ValidatedAddresses
{
    private const int Capacity = 8;

    private Entries _entries;
    private int _count;

    /// <summary>Notes a check; true when this one or an earlier one from there nominated the pair.</summary>
    public bool Add(Timestamp now, in RemoteEndPoint address, bool nominates)
    {
        var oldest = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Address == address)
            {
                _entries[i].LastCheck = now;
                return _entries[i].Nominated |= nominates;
            }
            if (_entries[i].LastCheck < _entries[oldest].LastCheck)
                oldest = i;
        }
        var slot = _count < Capacity ? _count++ : oldest;
        _entries[slot] = new Entry { Address = address, LastCheck = now, Nominated = nominates };
        return nominates;
    }

    /// <summary>An address that passed a check is still our peer's.</summary>
    public void Refresh(Timestamp now, in RemoteEndPoint address)
    {
        for (var i = 0; i < _count; i++)
            if (_entries[i].Address == address) _entries[i].LastCheck = now;
    }

    public readonly bool Contains(Timestamp now, in RemoteEndPoint address) =>
        HasCheckWithin(now, address, IceConsent.TimeoutMilliseconds);

    /// <summary>True when the last check from there is less than that old.</summary>
    public readonly bool HasCheckWithin(Timestamp now, in RemoteEndPoint address, int milliseconds)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Address == address)
                return now < _entries[i].LastCheck.AddMilliseconds(milliseconds);
        }
        return false;
    }

    private struct Entry
    {
        public RemoteEndPoint Address;
        public Timestamp LastCheck;
        public bool Nominated;
    }

    [InlineArray(Capacity)]
    private struct Entries
    {
        private Entry _first;
    }
}
