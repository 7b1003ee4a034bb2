using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Packaging;

/// <summary>What every part of a recording needs from outside it.</summary>
/// <param name="NameOfAsync">A participant's name; null when nobody knows it.</param>
/// <param name="SaveRenditionAsync">Writes the rendition's row, or, when not new, what changed; returns when the database has it.</param>
internal sealed record RecorderServices(
    IObjectStore Store, SpoolRoom Room, string FfmpegPath, RecorderMetrics Metrics, TimeProvider Time, ILogger Logger,
    Func<Guid, CancellationToken, Task<string?>> NameOfAsync, AddPart AddPartAsync, SaveRendition SaveRenditionAsync);
