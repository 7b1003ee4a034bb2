using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

internal sealed partial class HomewardMoves
{
    [LoggerMessage(1, LogLevel.Information, "{Objects} objects were moved home to store {Home}")]
    private partial void LogMoved(int objects, string home);

    [LoggerMessage(2, LogLevel.Error, "{Key} is not in store {Target}, where it was put; it is looked for again in an hour")]
    private partial void LogMissing(string key, string target);

    [LoggerMessage(3, LogLevel.Error, "Store {Target} gives other bytes for {Key} than were put; they stay there, and it is tried again in an hour")]
    private partial void LogDamaged(string key, string target);

    [LoggerMessage(4, LogLevel.Warning, "The move of {Key} from store {Target} broke off; it is begun again soon")]
    private partial void LogBrokenOff(string key, string target, Exception exception);
}
