using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Tracks;

/// <summary>What a track does that no honest publisher does. Each is counted, and named once in the log; that track suffers, the others do not.</summary>
internal sealed partial class TrackFaults(Guid recording, TrackInfo track, RecorderMetrics metrics, ILogger logger)
{
    public const string Malformed = "malformed-frames";
    public const string TimestampJump = "timestamps-jump";
    public const string SequenceRestart = "sequence-restarts";
    public const string Undecodable = "nothing-decodable";

    private readonly HashSet<string> _named = [];

    public void Name(string fault)
    {
        metrics.TrackFault(fault);
        if (_named.Add(fault)) LogFault(recording, track.Source, track.Participant, track.Id, track.Codec, fault);
    }

    [LoggerMessage(1, LogLevel.Warning, "Recording {Recording}: the {Source} of {Participant} (track {Track}, {Codec}) lies: {Fault}; what can be made of it is kept")]
    private partial void LogFault(Guid recording, TrackSource source, ParticipantId participant, TrackId track, string codec, string fault);
}
