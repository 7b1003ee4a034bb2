namespace Conference.Rtc.Sdp;

/// <summary>What was wrong with a session description and where.</summary>
/// <param name="Line">1-based line of the text; for an error of negotiation the m= line of the section; 0 when no line is to blame.</param>
public sealed record SdpError(int Line, SdpErrorReason Reason)
{
    public override string ToString() => Line == 0 ? Reason.ToString() : $"line {Line}: {Reason}";
}
