namespace Conference.Rtc.Sdp;

/// <summary>The words of the grammar for our enumerations.</summary>
internal static class SdpWords
{
    public static string Of(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => "sendonly",
        MediaDirection.RecvOnly => "recvonly",
        MediaDirection.SendRecv => "sendrecv",
        _ => "inactive",
    };

    public static bool TryParse(string word, out MediaDirection direction)
    {
        (var known, direction) = word switch
        {
            "sendonly" => (true, MediaDirection.SendOnly),
            "recvonly" => (true, MediaDirection.RecvOnly),
            "sendrecv" => (true, MediaDirection.SendRecv),
            "inactive" => (true, MediaDirection.Inactive),
            _ => (false, MediaDirection.Inactive),
        };
        return known;
    }

    public static string Of(SetupRole setup) => setup switch
    {
        SetupRole.Active => "active",
        SetupRole.Passive => "passive",
        _ => "actpass",
    };

    public static bool TryParse(string word, out SetupRole setup)
    {
        (var known, setup) = word switch
        {
            "actpass" => (true, SetupRole.ActPass),
            "active" => (true, SetupRole.Active),
            "passive" => (true, SetupRole.Passive),
            _ => (false, SetupRole.ActPass),
        };
        return known;
    }
}
