namespace Conference.Rtc.Sdp;

/// <summary>A session description (RFC 8866) as far as WebRTC uses one: origin, session attributes and sections; b=, i=, k= and their like are passed over.</summary>
public sealed class SessionDescription
{
    /// <summary>The value of the o= line.</summary>
    public string Origin { get; init; } = "- 0 0 IN IP4 127.0.0.1";

    public SdpAttributes Attributes { get; } = new();

    public List<MediaSection> Sections { get; } = [];

    /// <summary>The first section of that mid, or null.</summary>
    public MediaSection? Section(string mid) => Sections.Find(section => section.MidText == mid);

    /// <summary>The mids of the first BUNDLE group, in its order (RFC 9143 §7); empty without one.</summary>
    public IReadOnlyList<string> Bundle
    {
        get
        {
            foreach (var group in Attributes.Values("group"))
            {
                var words = group.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0 && words[0] == "BUNDLE") return words[1..];
            }

            return [];
        }
    }
}
