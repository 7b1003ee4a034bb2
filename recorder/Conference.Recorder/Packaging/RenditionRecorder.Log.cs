using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Packaging;

internal sealed partial class RenditionRecorder
{
    [LoggerMessage(1, LogLevel.Warning, "Rendition {Rendition}: ffmpeg died ({Deaths} in a row); it is started again and fed from the journal")]
    private partial void LogDeath(Guid rendition, int deaths, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Rendition {Rendition} cannot be completed now ({Fault}); what the store does not have of it waits in {Folder}")]
    private partial void LogKept(Guid rendition, string fault, string folder);

    [LoggerMessage(3, LogLevel.Error, "Rendition {Rendition}: the spool's disk refuses a segment; it is made again from the journal until the disk takes it")]
    private partial void LogDiskRefuses(Guid rendition, Exception exception);
}
