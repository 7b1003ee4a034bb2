using System.Buffers.Binary;

namespace Conference.Testing.Media;

/// <summary>The files that feed a browser's fake camera and microphone: the <see cref="TestPattern"/> and a tone, both of one sender. Looped by the browser.</summary>
public sealed class FakeDevices
{
    private const int SampleRate = 48000;

    private FakeDevices(string camera, string microphone, int sender, int tone)
    {
        Camera = camera;
        Microphone = microphone;
        Sender = sender;
        Tone = tone;
    }

    /// <summary>Motion JPEG, 640x360 at 25 frames a second, ten seconds.</summary>
    public string Camera { get; }

    /// <summary>WAV, 48 kHz mono 16 bit.</summary>
    public string Microphone { get; }

    public int Sender { get; }

    /// <summary>Hz.</summary>
    public int Tone { get; }

    public static async Task<FakeDevices> MakeAsync(string folder, int sender, int tone, CancellationToken cancellationToken)
    {
        var camera = Path.Combine(folder, $"camera-{sender}.mjpeg");
        var microphone = Path.Combine(folder, $"microphone-{tone}.wav");
        string[] arguments =
        [
            "-f", "rawvideo", "-pixel_format", "gray", "-video_size", $"{TestPattern.Width}x{TestPattern.Height}", "-framerate", $"{TestPattern.FrameRate}",
            "-i", "pipe:0", "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", "-f", "mjpeg", camera,
        ];
        await Ffmpeg.RunAsync(arguments, input: async stream =>
        {
            var frame = new byte[TestPattern.Width * TestPattern.Height];
            for (var counter = 0; counter < TestPattern.Period; counter++)
            {
                TestPattern.Paint(frame, sender, counter);
                await stream.WriteAsync(frame, cancellationToken);
            }
        }, cancellationToken);
        await File.WriteAllBytesAsync(microphone, Wave(tone), cancellationToken);
        return new FakeDevices(camera, microphone, sender, tone);
    }

    /// <summary>
    /// The tone comes and goes four times a second: a browser's noise suppression takes a steady tone for noise and removes it, but lets
    /// through what is as uneven as speech.
    /// </summary>
    private static byte[] Wave(int tone)
    {
        const int seconds = 10, samples = SampleRate * seconds;
        var file = new byte[44 + (samples * 2)];
        var header = file.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1); // mono
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples * 2);
        for (var i = 0; i < samples; i++)
        {
            var time = (double)i / SampleRate;
            var envelope = Math.Max(0, Math.Sin(2 * Math.PI * 4 * time));
            BinaryPrimitives.WriteInt16LittleEndian(header[(44 + (i * 2))..], (short)(12000 * envelope * Math.Sin(2 * Math.PI * tone * time)));
        }
        return file;
    }
}
