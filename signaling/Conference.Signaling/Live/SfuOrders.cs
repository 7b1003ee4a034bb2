using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>Orders to the SFU whose refusal changes nothing for the room: it may have lost the participant or room already, and the room goes on.</summary>
internal sealed partial class SfuOrders(string code, ILogger logger)
{
    private readonly ILogger _logger = logger;

    public async Task TellAsync(Func<ValueTask> order)
    {
        try
        {
            await order();
        }
        catch (SfuException refused)
        {
            LogSfuRefused(code, refused);
        }
    }
}
