using System.Globalization;
using System.Runtime.CompilerServices;
using Conference.Recorder.Hls;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;

namespace Conference.Recorder.Archive;

/// <summary>
/// Everything of a recording in one ZIP file, made while it is sent: each rendition as a file that plays (its initialization segment and segments, put
/// together), and what belongs to it as documents. Nothing is kept in memory or on disk; the length is known before the first byte.
/// </summary>
public sealed class RecordingArchive
{
    private readonly IObjectStore _store;
    private readonly DateTimeOffset _madeAt;
    private readonly List<(ZipEntry Entry, IReadOnlyList<string> Keys)> _files = [];
    private readonly List<(ZipEntry Entry, byte[] Content)> _documents = [];
    private readonly List<ArchivedTrack> _tracks = [];

    private RecordingArchive(IObjectStore store, string name, DateTimeOffset madeAt)
    {
        _store = store;
        _madeAt = madeAt;
        Name = name;
    }

    /// <summary>For the file without its extension, and for the folder in it: the title and the date.</summary>
    public string Name { get; }

    public IReadOnlyList<ArchivedTrack> Tracks => _tracks;

    /// <summary>Bytes, with the documents added so far.</summary>
    public long Length => ZipWriter.Measure([.. Entries]);

    private IEnumerable<ZipEntry> Entries => _documents.Select(document => document.Entry).Concat(_files.Select(file => file.Entry));

    /// <summary>Looks at what the store holds.</summary>
    /// <param name="recording">Complete, as from <c>RecordingStore.FindAsync</c>.</param>
    /// <exception cref="ObjectStoreException">The store does not answer.</exception>
    public static async Task<RecordingArchive> PlanAsync(IObjectStore store, Recording recording, CancellationToken cancellationToken)
    {
        var archive = new RecordingArchive(store, FileNames.Of(recording), recording.StartedAt ?? recording.RequestedAt);
        var renditions = recording.Parts.SelectMany(part => part.Renditions).OrderBy(rendition => rendition.Kind).ThenBy(rendition => rendition.StartMilliseconds);
        foreach (var rendition in renditions) await archive.AddAsync(rendition, cancellationToken);
        return archive;
    }

    /// <summary>Adds a small file, before those of the renditions.</summary>
    public void AddDocument(string fileName, byte[] content) => _documents.Add((new ZipEntry($"{Name}/{fileName}", content.Length), content));

    /// <summary>Writes exactly <see cref="Length"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The store's objects have changed since; what was written is incomplete.</exception>
    /// <exception cref="ObjectStoreException">The store does not answer; the same.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        var zip = new ZipWriter(output, _madeAt);
        foreach (var (entry, content) in _documents) await zip.AddAsync(entry, Single(content), cancellationToken);
        foreach (var (entry, keys) in _files) await zip.AddAsync(entry, OpenAsync(keys, cancellationToken), cancellationToken);
        await zip.FinishAsync(cancellationToken);
    }

    private async Task AddAsync(Rendition rendition, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var (key, length) in _store.ListAsync(rendition.ObjectPrefix + "/", cancellationToken)) stored[key] = length;
        List<string> files = [], missing = [];
        // One file per configuration of the publisher's encoder: none can hold two initialization segments.
        foreach (var configuration in (await StoredPlaylist.ReadAsync(_store, rendition.ObjectPrefix, cancellationToken)).GroupBy(segment => segment.InitializationUri))
        {
            var names = configuration.Select(segment => segment.Uri).Prepend(configuration.Key).Where(name => name.Length > 0);
            var keys = names.Select(name => $"{rendition.ObjectPrefix}/{name}").ToLookup(stored.ContainsKey);
            missing.AddRange(keys[false].Select(key => key[(rendition.ObjectPrefix.Length + 1)..]));
            if (!keys[true].Any()) continue;
            files.Add(NameOf(rendition, _tracks.Count + 1, files.Count + 1));
            _files.Add((new ZipEntry($"{Name}/{files[^1]}", keys[true].Sum(key => stored[key])), [.. keys[true]]));
        }

        _tracks.Add(new ArchivedTrack(rendition, files, missing));
    }

    /// <summary>"02 camera Ada.mp4": numbered, because names repeat.</summary>
    private static string NameOf(Rendition rendition, int number, int configuration)
    {
        var kind = rendition.Kind switch
        {
            RenditionKind.Mix => "sound of all",
            RenditionKind.Voice => "voice",
            RenditionKind.Camera => "camera",
            RenditionKind.Screen => "screen",
            _ => "screen sound",
        };
        var isSound = rendition.Kind is RenditionKind.Mix or RenditionKind.Voice or RenditionKind.ScreenAudio;
        var extension = rendition.Format == RenditionFormat.WebM ? "webm" : isSound ? "m4a" : "mp4";
        var who = FileNames.Of(rendition.ParticipantName ?? "");
        var parts = new[] { number.ToString("D2", CultureInfo.InvariantCulture), kind, who, configuration == 1 ? "" : $"({configuration})" };
        return $"{string.Join(' ', parts.Where(part => part.Length > 0))}.{extension}";
    }

    private static async IAsyncEnumerable<Stream> Single(byte[] content)
    {
        await Task.CompletedTask;
        yield return new MemoryStream(content, writable: false);
    }

    private async IAsyncEnumerable<Stream> OpenAsync(IReadOnlyList<string> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            var stored = await _store.OpenAsync(key, null, cancellationToken) ?? throw new InvalidDataException($"{key} is gone.");
            yield return stored.Content;
        }
    }
}
