namespace Conference.Load.Measuring;

/// <summary>What a real Chromium in the room says of itself (getStats), over the measured time.</summary>
internal sealed record BrowserFigures(double FramesPerSecondSent, double FramesPerSecondReceived, double PacketsLost, double Freezes, double WidthSent, double HeightSent);
