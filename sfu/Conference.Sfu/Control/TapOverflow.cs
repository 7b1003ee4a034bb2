namespace Conference.Sfu.Control;

/// <param name="Packets">How many packets were dropped because the reader was too slow.</param>
public sealed record TapOverflow(long Packets, long At) : TapMessage;
