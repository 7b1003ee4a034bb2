namespace Conference.Recorder.Composing;

/// <summary>A picture and the rectangle that it has, in pixels of the canvas. It keeps its shape and stands in the middle of it.</summary>
internal sealed record Placement(PictureTrack Track, int X, int Y, int Width, int Height);
