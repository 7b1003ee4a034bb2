using Conference.Rtc;
using Conference.Rtc.Ice;
using Conference.Rtc.Stun;

namespace Conference.Sfu.Net;

/// <summary>
/// Finds the Transport of a datagram: by its 5-tuple once an authenticated check has come from there, by the ufrag of a STUN Binding request
/// before. Nothing that an unauthenticated sender does adds an entry.
/// </summary>
internal sealed class TransportTable
{
    private readonly Dictionary<RemoteEndPoint, TransportBinding> _byAddress = [];
    private readonly Dictionary<IceUfrag, TransportBinding> _byUfrag = [];

    /// <summary>Transports now known.</summary>
    public int Count => _byUfrag.Count;

    public IEnumerable<TransportBinding> All => _byUfrag.Values;

    public void Add(TransportBinding binding) => _byUfrag.Add(binding.Transport.LocalUfrag, binding);

    /// <summary>A Transport is about to get another ufrag.</summary>
    public void Forget(IceUfrag ufrag) => _byUfrag.Remove(ufrag);

    public void Remove(TransportBinding binding)
    {
        Forget(binding.Transport.LocalUfrag);
        foreach (var address in binding.Addresses) _byAddress.Remove(address);
        binding.Addresses.Clear();
    }

    /// <summary>The Transport that the datagram may be for; null when it concerns nobody.</summary>
    public TransportBinding? Find(in RemoteEndPoint from, ReadOnlySpan<byte> datagram)
    {
        if (_byAddress.TryGetValue(from, out var known)) return known;
        return StunUsername.TryReadLocalUfrag(datagram, out var ufrag) ? _byUfrag.GetValueOrDefault(ufrag) : null;
    }

    /// <summary>
    /// Remembers that an authenticated check of this Transport came from there. An address that is another's stays so until that one ends: who can
    /// write any source into a datagram could else take a neighbour's media away.
    /// </summary>
    public void Learn(TransportBinding binding, in RemoteEndPoint from)
    {
        if (_byAddress.ContainsKey(from)) return;
        if (binding.Addresses.Count == TransportBinding.MaxAddresses)
        {
            // A phone that wanders through networks: the oldest address gives way, but never the one in use.
            var oldest = binding.Addresses[0] == binding.Transport.Selected ? 1 : 0;
            _byAddress.Remove(binding.Addresses[oldest]);
            binding.Addresses.RemoveAt(oldest);
        }

        binding.Addresses.Add(from);
        _byAddress[from] = binding;
    }
}
