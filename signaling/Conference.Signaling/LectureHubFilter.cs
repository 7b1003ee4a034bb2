using Conference.Sfu.Control;
using Conference.Signaling.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling;

/// <summary>Names every failure of a call to its caller: <c>code: sentence</c>. What nobody foresaw is <c>internal</c> with an id that is in the log.</summary>
internal sealed partial class LectureHubFilter(SignalingMetrics metrics, ILogger<LectureHubFilter> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (RoomException refused)
        {
            throw Named(refused.Error, refused.Message);
        }
        catch (SfuException refused)
        {
            throw Named(RoomErrors.Of(refused.Error), refused.Message);
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            throw; // Nobody is there to be answered.
        }
        catch (Exception exception)
        {
            var id = Guid.NewGuid().ToString("N")[..12];
            LogUnexpected(id, invocationContext.HubMethodName, exception);
            throw Named(RoomError.Internal, $"Something failed on the server; its log tells what under {id}.");
        }
    }

    private HubException Named(RoomError error, string sentence)
    {
        metrics.Refused(error);
        return new HubException($"{error.Code()}: {sentence}");
    }
}
