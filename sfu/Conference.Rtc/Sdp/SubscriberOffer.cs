using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>
/// The sections that we offer to one subscriber over the life of a transport. The order of m= lines never changes (RFC 3264 §8); an ended track's section
/// goes inactive and, once the browser has answered that, is used again for the next track of its kind.
/// </summary>
public sealed class SubscriberOffer
{
    private static readonly ExtensionLine[] Common =
    [
        new(1, null, HeaderExtensionUri.Mid),
        new(2, null, HeaderExtensionUri.TransportSequence),
    ];

    private static readonly ExtensionLine AudioLevelLine = new(3, null, HeaderExtensionUri.AudioLevel);
    private static readonly ExtensionLine DependencyDescriptorLine = new(4, null, HeaderExtensionUri.DependencyDescriptor);
    private static readonly ExtensionLine ColorSpaceLine = new(5, null, HeaderExtensionUri.ColorSpace);

    private readonly LocalTransportDescription _local;
    private readonly ulong _sessionId;
    private readonly ServerCodec[] _video;
    private readonly List<SubscriberSlot> _slots = [];
    private ulong _version;
    private int _offered; // sections of the last offer: one may be added before its answer comes

    /// <param name="sessionId">Names the peer connection in the o= line.</param>
    /// <param name="video">The codecs that this subscriber may receive; each video section offers all of them.</param>
    public SubscriberOffer(LocalTransportDescription local, ulong sessionId, IEnumerable<MediaCodec> video)
    {
        _local = local;
        _sessionId = sessionId;
        _video = video.Select(ServerCodec.Of).OrderBy(codec => ServerCodec.Video.ToList().IndexOf(codec)).ToArray();
    }

    /// <summary>m= lines so far, inactive ones included.</summary>
    public int SectionCount => _slots.Count;

    /// <summary>The tracks that the next offer sends.</summary>
    public IEnumerable<(Mid Mid, SubscriberTrack Track)> Tracks =>
        from slot in _slots where slot.Track is not null select (slot.Mid, slot.Track);

    /// <summary>Gives a track a section. False when the description would grow past <see cref="SdpLimits.MaxSections"/>.</summary>
    public bool TryAdd(SubscriberTrack track, out Mid mid)
    {
        var slot = _slots.Find(candidate => candidate.Vacant && candidate.Kind == track.Kind);
        if (slot is null)
        {
            mid = default;
            if (_slots.Count == SdpLimits.MaxSections) return false;
            slot = new SubscriberSlot(Mid.Create(_slots.Count.ToString(CultureInfo.InvariantCulture)), track.Kind);
            _slots.Add(slot);
        }

        slot.Track = track;
        slot.Vacant = false;
        slot.OfferedInactive = false;
        mid = slot.Mid;
        return true;
    }

    /// <summary>Ends the track of a section; false when it has none.</summary>
    public bool Remove(Mid mid)
    {
        var slot = _slots.Find(candidate => candidate.Mid == mid);
        if (slot?.Track is null) return false;
        slot.Track = null;
        return true;
    }

    /// <summary>The present sections as an offer. At least one track must have been added once.</summary>
    public string Write()
    {
        var description = OwnSection.StartSession(_sessionId, ++_version, [.. _slots.Where(slot => !slot.Dead).Select(slot => slot.Mid.ToString())], allowMixed: true);
        var tagged = true;
        foreach (var slot in _slots)
        {
            description.Sections.Add(Section(slot, tagged));
            slot.OfferedInactive = slot.Track is null;
            tagged &= slot.Dead;
        }

        _offered = _slots.Count;
        return SdpWriter.Write(description);
    }

    /// <summary>Takes the browser's answer to the last <see cref="Write"/>; false, with nothing changed, when it answers another offer.</summary>
    public bool TryAccept(SubscriberAnswer answer, [NotNullWhen(false)] out SdpError? error)
    {
        error = answer.Check([.. _slots.Take(_offered).Select(slot => slot.Mid)]);
        if (error is not null) return false;
        for (var index = 0; index < _offered; index++)
        {
            var slot = _slots[index];
            slot.Dead |= answer.Sections[index].Rejected;
            slot.Vacant = slot.OfferedInactive && slot.Track is null && !slot.Dead;
        }

        return true;
    }

    private MediaSection Section(SubscriberSlot slot, bool tagged)
    {
        IReadOnlyList<ServerCodec> codecs = slot.Kind == MediaKind.Audio ? [ServerCodec.Opus] : _video;
        var formats = new List<string>();
        foreach (var codec in codecs)
        {
            formats.Add(codec.PayloadType.ToString(CultureInfo.InvariantCulture));
            if (codec.RtxPayloadType is { } rtx) formats.Add(rtx.ToString(CultureInfo.InvariantCulture));
        }

        var section = new MediaSection { Media = slot.Kind == MediaKind.Audio ? "audio" : "video", Port = slot.Dead ? 0 : 9, Formats = formats };
        var lines = section.Attributes;
        lines.Add("mid", slot.Mid.ToString());
        if (slot.Dead)
        {
            lines.Add(SdpWords.Of(MediaDirection.Inactive));
            return section;
        }

        lines.Add(SdpWords.Of(slot.Track is null ? MediaDirection.Inactive : MediaDirection.SendOnly));
        OwnSection.WriteTransport(lines, _local, SetupRole.ActPass, tagged);
        lines.Add("rtcp-mux");
        lines.Add("rtcp-rsize");
        foreach (var extension in Common) lines.Add("extmap", extension.ToString());
        lines.Add("extmap", (slot.Kind == MediaKind.Audio ? AudioLevelLine : DependencyDescriptorLine).ToString());
        if (slot.Kind == MediaKind.Video) lines.Add("extmap", ColorSpaceLine.ToString());
        foreach (var codec in codecs) CodecLines.Write(lines, codec.Codec, codec.PayloadType, codec.RtxPayloadType, codec.Parameters);
        if (slot.Track is { } track) OwnSection.WriteTrack(lines, track);
        return section;
    }
}
