using Conference.Rtc;
using Conference.Sfu.Net;
namespace Conference.Sfu.Rooms;
internal sealed class SenderReports(WorkerClock clock)
{
    public void Send(Timestamp now, SubscribeTransport s, Outbox o) { _ = clock; }
}
