using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>What the room's Taps hear of one track: that it is there, what its colours mean, its packets (of several layers one at a time) and its publisher's reports.</summary>
internal sealed class TapFeed(Room room, UpTrack track)
{
    private readonly TapStream? _joined = track.IsLayered ? new TapStream(track) : null;
    private ColorSpace? _colorSpace;

    /// <summary>The layer that Taps get, or will get.</summary>
    public int Layer => _joined?.Layer?.Index ?? track.BestLayer;

    /// <summary>Another stream begins: nothing of it follows on what was.</summary>
    public void BeginAgain()
    {
        _colorSpace = null;
        _joined?.BeginAgain();
    }

    /// <param name="media">The packet in its slot, where its picture numbers may have been changed.</param>
    public void OnPacket(Timestamp now, UpLayer layer, in MediaPacket media)
    {
        if (room.Taps.Count == 0) return;
        if (_joined is not null) _joined.Give(now, room.Taps, layer, media);
        else foreach (var tap in room.Taps) tap.Add(track.Id, now, media.Slot.Span);
    }

    /// <summary>A Tap's reader does not know our extensions' identifiers, so it is told ahead of the packet, and only what is new.</summary>
    public void Learn(Timestamp now, ColorSpace colorSpace)
    {
        if (_colorSpace == colorSpace) return;
        _colorSpace = colorSpace;
        if (room.Taps.Count == 0) return;
        var message = Describe(now, colorSpace);
        foreach (var tap in room.Taps) tap.Tell(message, now);
    }

    public void OnSenderReport(Timestamp now, NtpTime ntp, uint timestamp, UpLayer layer)
    {
        if (room.Taps.Count == 0 || (_joined is not null && layer != _joined.Layer)) return;
        var message = new TapSenderReport(track.Id, ntp.Value, timestamp + (_joined?.TimestampShift ?? 0), now.Microseconds);
        foreach (var tap in room.Taps) tap.Tell(message, now);
    }

    /// <summary>
    /// Tells a Tap that has just opened what it will hear no more of until it changes, and gives it the picture that stands now, so that it need not wait for a key
    /// frame: the packets since the last one, as if they came now.
    /// </summary>
    public void Introduce(Tap tap, Timestamp now, bool isAllowed)
    {
        tap.Tell(new TapTrackStarted(track.Info, now.Microseconds), now);
        if (_colorSpace is { } colorSpace) tap.Tell(Describe(now, colorSpace), now);
        if (!isAllowed) return;
        if (_joined is null)
        {
            foreach (var packet in track.Layers[0].SinceKeyFrame()) tap.Add(track.Id, now, packet.Slot.Span);
            return;
        }

        // What it was for Taps of before is over; the first of those that are there now begins anew.
        if (room.Taps.Count == 0) _joined.BeginAgain();
        if (_joined.Layer is null && !_joined.TryBegin(now, track.Incoming[track.BestLayer])) return;
        foreach (var packet in _joined.Layer!.Packets.SinceKeyFrame()) _joined.GiveAgain(now, tap, packet);
    }

    private TapColorSpace Describe(Timestamp now, ColorSpace colorSpace) =>
        new(track.Id, colorSpace.Primaries, colorSpace.Transfer, colorSpace.Matrix, colorSpace.Range, now.Microseconds);
}
