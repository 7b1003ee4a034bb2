using Conference.Recorder.Audio;
using Conference.Recorder.Journals;
using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>
/// The end of a mix whose recorder was killed. The live mix is two seconds behind the present, and so is its journal; the voices' journals are not. What is missing is mixed from
/// them and journaled like the rest, and silence up to the end of the last picture.
/// </summary>
internal static class MixTail
{
    private const long FrameLength = OpusSilence.FrameLength;

    /// <summary>Microseconds mixed before the missing part and thrown away, in which decoders and encoder find their feet.</summary>
    private const long Preroll = 200_000;

    /// <summary>Microseconds by which voices are read ahead of what is encoded: the longest Opus frame.</summary>
    private const long ReadAhead = 120_000;

    private const long Step = 100_000;

    /// <summary>Completes the journal of a Part's mix.</summary>
    /// <param name="partFolder">What a dead recorder left of the Part; nobody works in it.</param>
    /// <param name="endOf">When a Part was ended, if that was asked for: nothing is mixed beyond it.</param>
    /// <returns>Microseconds of sound that were missing.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public static long Restore(string partFolder, Func<Guid, DateTimeOffset?> endOf)
    {
        var renditions = Directory.GetDirectories(partFolder)
            .Select(folder => (Folder: folder, Identity: RenditionIdentity.TryLoad(folder)))
            .Where(rendition => rendition.Identity is not null)
            .Select(rendition => (Identity: rendition.Identity!, Journal: Journal.OpenLeftOver(rendition.Folder)))
            .ToList();
        if (renditions.Find(rendition => rendition.Identity.Kind == RenditionKind.Mix) is not { Journal: { } kept, Identity: { } mix }) return 0;
        var start = kept.FindLast() + FrameLength ?? 0;
        var end = renditions.Where(rendition => rendition.Identity != mix).Select(rendition => rendition.Journal.FindLast() + Shift(rendition.Identity) ?? 0).DefaultIfEmpty().Max();
        if (endOf(mix.PartId) is { } ended) end = Math.Min(end, (ended - mix.StartedAt).Ticks / TimeSpan.TicksPerMicrosecond);
        // A mix that ended in peace, up to the last frame.
        if (end - start < 2 * FrameLength) return 0;

        var from = Math.Max(0, start - Preroll);
        using var journal = Journal.Continue(kept.Folder);
        using var live = new LiveMix(from, Keep);
        var voices = renditions.Where(rendition => rendition.Identity.Kind is RenditionKind.Voice or RenditionKind.ScreenAudio)
            .Select(rendition => new JournaledVoice(rendition.Journal, Shift(rendition.Identity), live, from)).ToList();
        for (var now = from; now < end;)
        {
            now = Math.Min(now + Step, end + FrameLength);
            foreach (var voice in voices) voice.ReadUpTo(now + ReadAhead);
            live.Finish(now);
        }

        foreach (var voice in voices) voice.Dispose();
        return end - start;

        long Shift(RenditionIdentity rendition) => (rendition.StartMilliseconds - mix.StartMilliseconds) * 1000;

        void Keep(MediaFrame frame)
        {
            if (from + frame.Timestamp >= start) journal.Append(LiveMix.Track, frame with { Timestamp = from + frame.Timestamp });
        }
    }
}
