namespace Conference.Load.Browsers;

/// <summary>What a page's getStats counts since its connection began: video frames and packets; and the size of the pictures it sends now.</summary>
internal sealed record PeerFigures(double Sent, double PacketsSent, double Received, double Lost, double Freezes, double Width, double Height);
