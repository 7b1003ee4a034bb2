using System.Diagnostics;
using Conference.Load.Peers;
using Conference.Load.Server;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Srtp;
using static Conference.Sfu.Net.LibC;

namespace Conference.Load.Scenarios;

/// <summary>
/// One publisher, its subscribers and the server that is measured. Everything on this side runs on the caller's thread, which looks at its sockets
/// every so often instead of being woken by each packet, so that the server does not pay for the waking.
/// </summary>
internal sealed class Room : IDisposable
{
    private const long PollMicroseconds = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
    private readonly ReceiveBatch _batch = new();
    private readonly List<Subscriber> _subscribers = [];

    public Room(SfuProcess server)
    {
        Server = server;
        Publisher = new Publisher(_certificate);
        Publisher.Connect(server.Send(new SfuRequest("publish", Publisher.Id, Descriptions.Offer(Publisher.Credentials, Publisher.Fingerprint))).Sdp);
        RunUntil(() => Publisher.IsConnected, "the publisher is connected");
    }

    public SfuProcess Server { get; }

    public Publisher Publisher { get; }

    public IReadOnlyList<Subscriber> Subscribers => _subscribers;

    /// <summary>The IANA name of what the media is encrypted with.</summary>
    public string Suite => Publisher.Profile == SrtpProfile.AeadAes128Gcm ? "AEAD_AES_128_GCM" : "AES_CM_128_HMAC_SHA1_80";

    public long Received => _subscribers.Sum(subscriber => subscriber.Received);

    public void Join(int subscribers)
    {
        for (var i = 0; i < subscribers; i++)
        {
            var subscriber = new Subscriber(_certificate);
            var offer = Server.Send(new SfuRequest("subscribe", subscriber.Id));
            var answer = Descriptions.Answer(offer.Sdp, subscriber.Credentials, subscriber.Fingerprint);
            Server.Send(new SfuRequest("answer", subscriber.Id, answer, offer.OfferId));
            subscriber.Ssrc = Descriptions.FirstSsrc(offer.Sdp);
            subscriber.Connect(offer.Sdp);
            _subscribers.Add(subscriber);
            Turn();
        }

        RunUntil(() => _subscribers.TrueForAll(subscriber => subscriber.IsConnected), "every subscriber is connected");
    }

    /// <summary>Sends frames for so long and lets what is on its way arrive.</summary>
    /// <param name="framesPerSecond">Evenly spread.</param>
    public void Stream(TimeSpan duration, double framesPerSecond, int packetsPerFrame)
    {
        var start = Clock.Now;
        var end = start.Add(duration);
        for (long frames = 0; ;)
        {
            var now = Clock.Now;
            if (now >= end) break;
            var due = (long)((now - start).TotalSeconds * framesPerSecond) + 1;
            // A generator that is late catches up by one frame between two looks at its receivers, not by a burst that no camera makes.
            if (frames < due)
            {
                Publisher.SendFrame(now, packetsPerFrame);
                frames++;
            }

            if (due - frames > 1) due = frames + 1;
            var received = Turn();
            var next = start.AddMicroseconds((long)(frames / framesPerSecond * 1e6));
            if (received == 0) Sleep(Math.Min(PollMicroseconds, (next - Clock.Now).Ticks / TimeSpan.TicksPerMicrosecond));
        }

        Drain();
    }

    /// <summary>Serves the peers for so long without sending media.</summary>
    public void Idle(TimeSpan duration)
    {
        var end = Clock.Now.Add(duration);
        while (Clock.Now < end)
        {
            Turn();
            Sleep(PollMicroseconds * 4);
        }
    }

    public void Dispose()
    {
        foreach (var peer in Peers) peer.Close();
        foreach (var peer in Peers) peer.Dispose();
        _batch.Dispose();
        _certificate.Dispose();
    }

    private IEnumerable<Peer> Peers => _subscribers.Prepend<Peer>(Publisher);

    private int Turn()
    {
        var now = Clock.Now;
        Publisher.Turn(now, _batch);
        var received = 0;
        foreach (var subscriber in _subscribers) received += subscriber.Turn(now, _batch);
        return received;
    }

    /// <summary>Until nothing has come for 20 ms.</summary>
    private void Drain()
    {
        var quiet = Clock.Now;
        var limit = quiet.AddMilliseconds(1000);
        while (Clock.Now - quiet < TimeSpan.FromMilliseconds(20) && Clock.Now < limit)
        {
            if (Turn() > 0) quiet = Clock.Now;
            else Sleep(PollMicroseconds);
        }
    }

    private void RunUntil(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > Patience) throw new TimeoutException($"Within {Patience.TotalSeconds} s it did not come true: {what}.");
            Turn();
            Sleep(PollMicroseconds);
        }
    }

    private static unsafe void Sleep(long microseconds)
    {
        if (microseconds <= 0) return;
        var time = new TimeSpec { Nanoseconds = microseconds * 1000 };
        _ = Ppoll(null, 0, &time, null);
    }
}
