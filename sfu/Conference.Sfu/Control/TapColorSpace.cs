namespace Conference.Sfu.Control;

/// <summary>
/// How a track's pictures mean colours, where the publisher says so beside the stream (the color-space header extension) and not in it. Comes before the
/// packet that brings it, again when it changes, and when a Tap opens. Code points of ITU-T H.273 (ISO/IEC 23091-2), 2 meaning "unspecified".
/// </summary>
/// <param name="Primaries">ColourPrimaries.</param>
/// <param name="Transfer">TransferCharacteristics.</param>
/// <param name="Matrix">MatrixCoefficients.</param>
/// <param name="Range">0 unspecified, 1 limited, 2 full, 3 as matrix and transfer say.</param>
/// <param name="At">Receive clock in microseconds.</param>
public sealed record TapColorSpace(TrackId Track, byte Primaries, byte Transfer, byte Matrix, byte Range, long At) : TapMessage;
