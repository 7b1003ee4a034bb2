namespace Conference.Rtc.Srtp;

/// <summary>GHASH reads what the cipher writes.</summary>
internal readonly struct GcmEncryption : IGcmDirection
{
    public static bool Encrypts => true;
}
