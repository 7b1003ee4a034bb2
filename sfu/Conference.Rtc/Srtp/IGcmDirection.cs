namespace Conference.Rtc.Srtp;

/// <summary>Which side of the cipher GHASH reads: known to the compiler, so that each direction has code of its own.</summary>
internal interface IGcmDirection
{
    static abstract bool Encrypts { get; }
}
