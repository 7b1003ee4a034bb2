namespace Conference.Rtc.Ice;

/// <summary>The times of RFC 7675 and of ICE's start.</summary>
internal static class IceConsent
{
    /// <summary>RFC 7675 §5.1: consent expires 30 s at most after the last answer; the design asks for 15 s, three lost checks in a row.</summary>
    public const int TimeoutMilliseconds = 15_000;

    /// <summary>Media that comes counts as a check, once in that time: each packet would be a look into the table for nothing.</summary>
    public const int SignOfLifeMilliseconds = 1_000;

    /// <summary>
    /// The longest time between two consent checks of a browser on the pair that it uses: 5 s and a fifth (RFC 7675 §5.1). One that is silent
    /// for so long while another nominated pair is checked is not the one in use.
    /// </summary>
    public const int SilenceMilliseconds = 6_000;

    /// <summary>For the first check: signaling, the permission prompt's aftermath and gathering on a slow phone lie before it.</summary>
    public const int FirstCheckMilliseconds = 30_000;

    /// <summary>RFC 7675 §5.1: a check every 5 s, made shorter so that the 15 s hold three of them with room for a round trip.</summary>
    public const int CheckIntervalMilliseconds = 4_000;

    /// <summary>RFC 8445 §14.2: Ta is 50 ms; repeated at that pace until the first answer.</summary>
    public const int FirstCheckIntervalMilliseconds = 50;
}
