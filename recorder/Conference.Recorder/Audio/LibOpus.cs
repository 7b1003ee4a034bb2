using System.Runtime.InteropServices;

namespace Conference.Recorder.Audio;

/// <summary>The functions of libopus (RFC 6716) that the live mix needs.</summary>
internal static partial class LibOpus
{
    public const int SampleRate = 48_000;
    public const int Ok = 0;
    public const int ApplicationAudio = 2049;
    public const int SetBitrate = 4002;
    public const int SetComplexity = 4010;
    public const int GetLookahead = 4027;

    // The soname: the -dev link is absent on a server.
    private const string Library = "libopus.so.0";

    [LibraryImport(Library, EntryPoint = "opus_decoder_create")]
    public static partial OpusDecoderHandle CreateDecoder(int sampleRate, int channels, out int error);

    [LibraryImport(Library, EntryPoint = "opus_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);

    /// <param name="data">Empty asks for concealment of a lost packet.</param>
    /// <returns>Samples per channel, or a negative error.</returns>
    [LibraryImport(Library, EntryPoint = "opus_decode_float")]
    public static partial int Decode(OpusDecoderHandle decoder, ref byte data, int length, ref float pcm, int frameSize, int decodeFec);

    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    public static partial OpusEncoderHandle CreateEncoder(int sampleRate, int channels, int application, out int error);

    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    public static partial void DestroyEncoder(nint encoder);

    [LibraryImport(Library, EntryPoint = "opus_encode_float")]
    public static partial int Encode(OpusEncoderHandle encoder, ref float pcm, int frameSize, ref byte data, int maxLength);

    // Variadic in C; on x86-64 and arm64 Linux an integer argument is passed as a fixed one would be.
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int Control(OpusEncoderHandle encoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int Control(OpusEncoderHandle encoder, int request, out int value);
}
