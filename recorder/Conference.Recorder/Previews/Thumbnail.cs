namespace Conference.Recorder.Previews;

/// <summary>A small picture of a moment: RGB, 8 bits each, row by row.</summary>
internal static class Thumbnail
{
    public const int Width = 160;
    public const int Height = 90;

    /// <summary>Bytes.</summary>
    public const int Length = Width * Height * 3;
}
