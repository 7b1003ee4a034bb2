using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Net;
namespace Conference.Sfu.Rooms;
internal sealed class PublisherFeedback(PublishTransport publisher, Worker worker)
{
    public void OnPacket(Timestamp now, SequenceNumber n) { _ = publisher; _ = worker; }
    public void Tick(Timestamp now) { _ = publisher; }
    public void OnRtcp(Timestamp now, ReadOnlySpan<byte> c) { _ = publisher; }
    public void SendPictureLoss(Timestamp now, Ssrc s) { _ = publisher; }
}
