using System.Runtime.InteropServices;

namespace Conference.Recorder.Audio;

/// <summary>Decodes one Opus stream to 48 kHz interleaved stereo floats (libopus doubles mono).</summary>
internal sealed class OpusDecoder : IDisposable
{
    public const int Channels = 2;

    /// <summary>Samples per channel of the longest packet, 120 ms.</summary>
    public const int MaxSamples = 5760;

    private readonly OpusDecoderHandle _handle;

    public OpusDecoder()
    {
        _handle = LibOpus.CreateDecoder(LibOpus.SampleRate, Channels, out var error);
        if (error != LibOpus.Ok) throw new InvalidOperationException($"libopus cannot make a decoder: {error}.");
    }

    /// <param name="pcm">Room for <see cref="MaxSamples"/> stereo samples.</param>
    /// <returns>Samples per channel; 0 when the packet is malformed.</returns>
    public int Decode(ReadOnlySpan<byte> packet, Span<float> pcm) => Run(packet, pcm, MaxSamples, useRedundancy: false);

    /// <summary>The lost packet before <paramref name="next"/>, from the redundancy that it may carry (in-band FEC), else concealed.</summary>
    public int Recover(ReadOnlySpan<byte> next, Span<float> pcm, int samples) => Run(next, pcm, samples, useRedundancy: true);

    /// <summary>A lost packet of <paramref name="samples"/> (a multiple of 120), from what the sound was like.</summary>
    public int Conceal(Span<float> pcm, int samples) => Run([], pcm, samples, useRedundancy: false);

    public void Dispose() => _handle.Dispose();

    private int Run(ReadOnlySpan<byte> packet, Span<float> pcm, int samples, bool useRedundancy)
    {
        if (pcm.Length < samples * Channels) throw new ArgumentException("Too little room.", nameof(pcm));
        return Math.Max(0, LibOpus.Decode(
            _handle, ref MemoryMarshal.GetReference(packet), packet.Length, ref MemoryMarshal.GetReference(pcm), samples, useRedundancy ? 1 : 0));
    }
}
