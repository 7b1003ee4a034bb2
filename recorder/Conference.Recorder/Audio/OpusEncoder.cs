using System.Runtime.InteropServices;

namespace Conference.Recorder.Audio;

/// <summary>Encodes 48 kHz interleaved stereo floats to Opus packets of 20 ms.</summary>
internal sealed class OpusEncoder : IDisposable
{
    public const int Channels = 2;

    /// <summary>Samples per channel of a packet.</summary>
    public const int FrameSamples = 960;

    /// <summary>Transparent for several voices at once and good for a film's sound shared from a screen.</summary>
    private const int Bitrate = 80_000;

    /// <summary>Of 10: beyond 5 the quality gained at this bitrate is not heard, the time is.</summary>
    private const int Complexity = 5;

    private readonly OpusEncoderHandle _handle;

    public OpusEncoder()
    {
        _handle = LibOpus.CreateEncoder(LibOpus.SampleRate, Channels, LibOpus.ApplicationAudio, out var error);
        if (error != LibOpus.Ok) throw new InvalidOperationException($"libopus cannot make an encoder: {error}.");
        Check(LibOpus.Control(_handle, LibOpus.SetBitrate, Bitrate));
        Check(LibOpus.Control(_handle, LibOpus.SetComplexity, Complexity));
        Check(LibOpus.Control(_handle, LibOpus.GetLookahead, out int lookahead));
        Lookahead = lookahead;
    }

    /// <summary>Samples by which a decoder's output is late against this encoder's input.</summary>
    public int Lookahead { get; }

    /// <returns>Bytes written to <paramref name="packet"/>, which has room for 1275.</returns>
    public int Encode(ReadOnlySpan<float> pcm, Span<byte> packet)
    {
        if (pcm.Length != FrameSamples * Channels) throw new ArgumentException("One frame of 20 ms.", nameof(pcm));
        var length = LibOpus.Encode(
            _handle, ref MemoryMarshal.GetReference(pcm), FrameSamples, ref MemoryMarshal.GetReference(packet), packet.Length);
        Check(length);
        return length;
    }

    public void Dispose() => _handle.Dispose();

    private static void Check(int result)
    {
        if (result < LibOpus.Ok) throw new InvalidOperationException($"libopus: error {result}.");
    }
}
