using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>An UpTrack on its way to the room's audience on another Worker: a DownTrack without a Transport. The room's thread.</summary>
internal sealed class TapTrack(UpTrack source, FarAudience audience, RelayedTrack far)
{
    public UpTrack Source { get; } = source;

    public RelayedTrack Far { get; } = far;

    /// <summary>Sends the packets of one batch of a layer.</summary>
    public void Forward(int layer, ReadOnlySpan<MediaPacket> packets)
    {
        var isWhole = true;
        foreach (ref readonly var packet in packets) isWhole &= audience.TrySend(Far, packet);
        if (!isWhole) Source.WantKeyFrame(layer); // subscribers there have a hole now
    }

    /// <summary>See <see cref="RelayedTrack.BeginAgain"/>.</summary>
    public void BeginAgain(TrackInfo info, MediaCodec codec) => audience.Tell(_ => Far.BeginAgain(info, codec));

    public void SetClock(int layer, SourceClock? clock) => audience.Tell(_ => Far.SetClock(layer, clock));

    /// <summary>See <see cref="LayerSet.Offer"/>.</summary>
    public void Offer(int[] layers) => audience.Tell(_ => Far.Layers.Offer(layers));

    public void Close() => audience.Tell(_ => Far.Close());
}
