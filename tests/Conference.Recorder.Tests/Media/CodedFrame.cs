namespace Conference.Recorder.Tests.Media;

/// <summary>A frame as an encoder makes it: VP8/VP9 frame, H.264 access unit in Annex B, AV1 temporal unit with size fields, Opus packet.</summary>
internal sealed record CodedFrame(long Index, byte[] Data);
