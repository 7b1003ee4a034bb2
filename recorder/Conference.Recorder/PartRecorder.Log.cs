using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

internal sealed partial class PartRecorder
{
    [LoggerMessage(1, LogLevel.Error, "Recording {Recording}: the recorder was too slow, the SFU dropped {Packets} packets of its tap")]
    private partial void LogOverflow(Guid recording, long packets);

    [LoggerMessage(2, LogLevel.Error, "Recording {Recording}: track {Track} has the unknown codec {Codec} and is not recorded")]
    private partial void LogUnknownCodec(Guid recording, TrackId track, string codec);
}
