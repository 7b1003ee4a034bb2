using System.Security.Cryptography;

namespace Conference.Signaling.Tests;

/// <summary>Session descriptions of a browser that negotiates and then sends nothing: enough for what signaling decides.</summary>
internal static class Descriptions
{
    /// <summary>An offer that sends Opus as mid 0 and VP9 as mid 1.</summary>
    public static string MicrophoneAndCamera() =>
        $"""
         v=0
         o=- 4611731400430051336 2 IN IP4 127.0.0.1
         s=-
         t=0 0
         a=group:BUNDLE 0 1
         m=audio 9 UDP/TLS/RTP/SAVPF 111
         c=IN IP4 0.0.0.0
         {Transport("actpass")}
         a=mid:0
         a=sendonly
         a=msid:stream microphone
         a=rtcp-mux
         a=rtpmap:111 opus/48000/2
         a=rtcp-fb:111 transport-cc
         a=fmtp:111 minptime=10;useinbandfec=1
         a=ssrc:1001 cname:test
         m=video 9 UDP/TLS/RTP/SAVPF 98 99
         c=IN IP4 0.0.0.0
         {Transport("actpass")}
         a=mid:1
         a=sendonly
         a=msid:stream camera
         a=rtcp-mux
         a=rtcp-rsize
         a=rtpmap:98 VP9/90000
         a=rtcp-fb:98 transport-cc
         a=rtcp-fb:98 nack
         a=rtcp-fb:98 nack pli
         a=fmtp:98 profile-id=0
         a=rtpmap:99 rtx/90000
         a=fmtp:99 apt=98
         a=ssrc-group:FID 2001 2002
         a=ssrc:2001 cname:test
         a=ssrc:2002 cname:test

         """.ReplaceLineEndings("\r\n");

    /// <summary>Accepts everything that the server offers to send.</summary>
    public static string AnswerTo(string offer)
    {
        var answer = new List<string>();
        foreach (var line in offer.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("a=ssrc", StringComparison.Ordinal)
                || line.StartsWith("a=msid:", StringComparison.Ordinal)
                || line.StartsWith("a=candidate", StringComparison.Ordinal)
                || line.StartsWith("a=ice-", StringComparison.Ordinal)
                || line.StartsWith("a=fingerprint", StringComparison.Ordinal)
                || line is "a=end-of-candidates")
            {
                continue;
            }

            if (line.StartsWith("a=setup", StringComparison.Ordinal)) answer.AddRange(Transport("active").Split("\r\n"));
            else answer.Add(line == "a=sendonly" ? "a=recvonly" : line);
        }

        return string.Join("\r\n", answer) + "\r\n";
    }

    private static string Transport(string setup)
    {
        var fingerprint = string.Join(':', SHA256.HashData("a certificate"u8).Select(b => b.ToString("X2", null)));
        return $"a=ice-ufrag:Zk3p\r\na=ice-pwd:9b1f0c7d2e4a6855c3d1e0f2\r\na=fingerprint:sha-256 {fingerprint}\r\na=setup:{setup}";
    }
}
