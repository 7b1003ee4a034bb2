using System.Globalization;
using System.Text;

namespace Conference.Rtc.Sdp;

/// <summary>Writes a <see cref="SessionDescription"/> with CRLF line ends (RFC 8866 §5).</summary>
public static class SdpWriter
{
    public static string Write(SessionDescription description)
    {
        var text = new StringBuilder(4096);
        text.Append("v=0\r\no=").Append(description.Origin).Append("\r\ns=-\r\nt=0 0\r\n");
        Write(text, description.Attributes);
        WriteSections(text, description, "c=IN IP4 0.0.0.0\r\n"); // RFC 9429 §5.2.1: candidates carry the addresses, the c= line none
        return text.ToString();
    }

    /// <summary>Attributes and pseudo m= lines alone, the grammar of RFC 8840 §9.</summary>
    internal static string WriteFragment(SessionDescription fragment)
    {
        var text = new StringBuilder(512);
        Write(text, fragment.Attributes);
        WriteSections(text, fragment, "");
        return text.ToString();
    }

    private static void WriteSections(StringBuilder text, SessionDescription description, string connection)
    {
        foreach (var section in description.Sections)
        {
            text.Append("m=").Append(section.Media).Append(' ').Append(section.Port.ToString(CultureInfo.InvariantCulture)).Append(' ')
                .Append(section.Protocol);
            foreach (var format in section.Formats) text.Append(' ').Append(format);
            text.Append("\r\n").Append(connection);
            Write(text, section.Attributes);
        }
    }

    private static void Write(StringBuilder text, SdpAttributes attributes)
    {
        foreach (var (name, value) in attributes.All)
        {
            text.Append("a=").Append(name);
            if (value is not null) text.Append(':').Append(value);
            text.Append("\r\n");
        }
    }
}
