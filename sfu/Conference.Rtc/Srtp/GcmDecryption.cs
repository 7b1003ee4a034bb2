namespace Conference.Rtc.Srtp;

/// <summary>GHASH reads what the cipher reads.</summary>
internal readonly struct GcmDecryption : IGcmDirection
{
    public static bool Encrypts => false;
}
