using System.Globalization;

namespace Conference.Rtc.Sdp;

/// <summary>The profile-level-id of H.264 (RFC 6184 §8.1): profile_idc, profile-iop and level_idc in six hexadecimal digits.</summary>
internal static class H264ProfileLevel
{
    /// <summary>RFC 6184 table 5: the ways to say constrained baseline.</summary>
    public static bool IsConstrainedBaseline(string? profileLevelId)
    {
        // RFC 6184 §8.1: without the parameter it is baseline, which is not constrained.
        if (profileLevelId is not { Length: 6 }) return false;
        if (!uint.TryParse(profileLevelId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        var profile = value >> 16;
        var constraints = (value >> 8) & 0xFF;
        return profile switch
        {
            0x42 => (constraints & 0x4F) == 0x40,
            0x4D => (constraints & 0x8F) == 0x80,
            0x58 => (constraints & 0xCF) == 0xC0,
            _ => false,
        };
    }
}
