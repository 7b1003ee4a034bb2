namespace Conference.Load.Browsers;

/// <summary>What a page's getStats counts since its connection began: video frames and packets.</summary>
internal sealed record PeerFigures(double Sent, double PacketsSent, double Received, double Lost, double Freezes);
