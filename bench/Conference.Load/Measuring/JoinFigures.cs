namespace Conference.Load.Measuring;

/// <summary>Joins beside running media, each from the request until DTLS is done.</summary>
internal sealed record JoinFigures(int Asked, int Connected, double Seconds, double P50Millis, double P99Millis);
