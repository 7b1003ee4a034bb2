using System.Diagnostics.CodeAnalysis;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Codecs;

/// <summary>
/// Turns a track's RTP packets, in sequence order, into whole frames. It notices gaps by itself: a frame with a hole comes out as incomplete, and the
/// next one says that it follows a loss. Allocates per frame; for recording, not for forwarding.
/// </summary>
public abstract class VideoDepacketizer
{
    private readonly Queue<VideoFrame> _frames = new();
    private SequenceNumber _last;
    private bool _started;
    private bool _open;
    private bool _broken;
    private bool _afterLoss;
    private uint _timestamp;

    private protected VideoDepacketizer(MediaCodec codec) => Codec = codec;

    public MediaCodec Codec { get; }

    /// <summary>The frame under way.</summary>
    private protected FrameBuffer Buffer { get; } = new();

    private protected bool IsKeyFrame { get; set; }

    private protected int Width { get; set; }

    private protected int Height { get; set; }

    /// <exception cref="ArgumentOutOfRangeException">Opus: its packets are whole as they are.</exception>
    public static VideoDepacketizer Create(MediaCodec codec) => codec switch
    {
        MediaCodec.Vp8 => new Vp8Depacketizer(),
        MediaCodec.Vp9 => new Vp9Depacketizer(),
        MediaCodec.H264 => new H264Depacketizer(),
        MediaCodec.Av1 => new Av1Depacketizer(),
        _ => throw new ArgumentOutOfRangeException(nameof(codec)),
    };

    /// <summary>Takes the next packet; afterwards <see cref="TryTake"/> until it says no. A packet that is not newer than the last is ignored.</summary>
    public void Push(in RtpPacket packet)
    {
        if (_started)
        {
            var distance = packet.SequenceNumber.DistanceFrom(_last);
            if (distance <= 0) return;
            if (distance > 1) OnLoss();
        }

        _started = true;
        _last = packet.SequenceNumber;
        if (packet.Payload.IsEmpty) return; // padding only: a bandwidth probe

        // Nothing is missing, so a new timestamp ends the frame before it even without its marker.
        if (_open && packet.Timestamp != _timestamp) Finish();
        if (!_open) Open(packet.Timestamp, StartsFrame(packet.Payload));
        if (!_broken && !Append(packet.Payload)) _broken = true;
        if (packet.Marker) Finish();
    }

    /// <summary>The sender's numbers start anew (JitterEventKind.Restarted): the next packet follows a loss, whatever its number.</summary>
    public void Restart()
    {
        Flush();
        _afterLoss = true;
        _started = false;
    }

    /// <summary>The track ended: a frame under way comes out as incomplete.</summary>
    public void Flush()
    {
        if (!_open) return;
        _broken = true;
        Finish();
    }

    public bool TryTake([NotNullWhen(true)] out VideoFrame? frame) => _frames.TryDequeue(out frame);

    /// <summary>The payload can be the first of a frame.</summary>
    private protected abstract bool StartsFrame(ReadOnlySpan<byte> payload);

    /// <summary>A new frame begins: forget the pieces of the last.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>Adds a payload to the frame; false when it is malformed.</summary>
    private protected abstract bool Append(ReadOnlySpan<byte> payload);

    /// <summary>The frame has all its packets; false when they do not make a whole frame.</summary>
    private protected abstract bool Complete();

    /// <summary>Adds what the codec alone knows.</summary>
    private protected virtual VideoFrame Describe(VideoFrame frame) => frame;

    private void Open(uint timestamp, bool wholeStart)
    {
        (_open, _timestamp, _broken, IsKeyFrame) = (true, timestamp, !wholeStart, false);
        Buffer.Clear();
        Begin();
    }

    private void OnLoss()
    {
        // Whether the next packet goes on with the frame under way or not, it has a hole now; its timestamp will tell when it is over.
        _broken = true;
        _afterLoss = true;
    }

    private void Finish()
    {
        _open = false;
        var complete = !_broken && Complete() && Buffer.Length > 0;
        if (!complete)
        {
            _frames.Enqueue(new VideoFrame { Codec = Codec, Timestamp = _timestamp, IsComplete = false, AfterLoss = _afterLoss });
            _afterLoss = true;
            return;
        }

        _frames.Enqueue(Describe(new VideoFrame
        {
            Codec = Codec,
            Timestamp = _timestamp,
            IsComplete = true,
            AfterLoss = _afterLoss,
            IsKeyFrame = IsKeyFrame,
            Data = Buffer.Bytes.ToArray(),
            Width = Width,
            Height = Height,
        }));
        _afterLoss = false;
    }
}
