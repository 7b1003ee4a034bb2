using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The layers of one track on one Worker: the same picture in several sizes (simulcast), or a single one. Knows which of them is to be had, and leads each DownTrack to its own.
/// </summary>
internal sealed class LayerSet
{
    private readonly Fanout[] _layers;
    private readonly List<DownTrack> _downTracks = [];
    private int[] _offered = [0];

    /// <param name="count">One at least.</param>
    /// <param name="worker">Whose thread this belongs to.</param>
    /// <param name="isVideo">See <see cref="Fanout"/>.</param>
    /// <param name="packetsPerMessage">See <see cref="Control.SfuOptions.PacketsPerMessage"/>.</param>
    public LayerSet(int count, Worker worker, bool isVideo, int packetsPerMessage)
    {
        _layers = new Fanout[count];
        for (var i = 0; i < count; i++) _layers[i] = new Fanout(worker, isVideo, packetsPerMessage) { Layer = i };
    }

    public int Count => _layers.Length;

    public Fanout this[int layer] => _layers[layer];

    /// <summary>How far below the best layer a subscriber can be led.</summary>
    public int Steps => _offered.Length - 1;

    /// <summary>The layer for a subscriber with room for so many steps less than the best.</summary>
    public Fanout For(int steps) => _layers[_offered[Math.Max(0, _offered.Length - 1 - steps)]];

    /// <summary>Takes what is to be had now.</summary>
    /// <param name="offered">Indices of layers, the best last; one at least.</param>
    public void Offer(int[] offered)
    {
        _offered = offered;
        foreach (var track in _downTracks) track.Aim();
    }

    public void Add(DownTrack track)
    {
        _downTracks.Add(track);
        track.Aim();
    }

    public void Remove(DownTrack track)
    {
        _downTracks.Remove(track);
        track.Leave();
    }

    /// <summary>Hands what came to every DownTrack.</summary>
    public void Forward(Timestamp now)
    {
        foreach (var layer in _layers) layer.Forward(now);
    }

    /// <summary>See <see cref="Fanout.BeginAgain"/>.</summary>
    public void BeginAgain()
    {
        foreach (var layer in _layers) layer.BeginAgain();
        foreach (var track in _downTracks) track.Restart();
    }

    /// <summary>Gives every slot back.</summary>
    public void Clear()
    {
        foreach (var layer in _layers) layer.Clear();
    }
}
