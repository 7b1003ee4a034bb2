using System.Diagnostics;
using Conference.Load.Media;
using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Load.Peers;

/// <summary>
/// All peers of a run on the caller's thread. It looks at their sockets every so often instead of being woken by each packet, so that the server does
/// not pay for the waking; arrival times are the kernel's, so looking late costs no accuracy.
/// </summary>
/// <param name="cancellationToken">Ends whatever it is doing.</param>
/// <param name="takesRuns">Subscribers take what the kernel has coalesced in one piece.</param>
internal sealed class Generator(CancellationToken cancellationToken, bool takesRuns = false) : IDisposable
{
    /// <summary>
    /// A round over every receiver is begun once in so long, and a little later for each of them, so that looking at many is not all there is time for. At a
    /// million packets a second 1,000 packets wait then, and sockets hold more.
    /// </summary>
    private const long RoundMicroseconds = 1000, RoundMicrosecondsPerReceiver = 3;

    /// <summary>Receivers between two looks at the clock: a frame is late by what these take, some 10 µs.</summary>
    private const int Slice = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<Publisher> _publishers = [];
    private readonly List<Subscriber> _subscribers = [];
    private readonly ReceiveBatch _batch = new(takesRuns);
    private readonly int[] _lengths = new int[64];

    public bool TakesRuns => takesRuns;

    public IReadOnlyList<Publisher> Publishers => _publishers;

    public IReadOnlyList<Subscriber> Subscribers => _subscribers;

    public void Add(Publisher publisher) => _publishers.Add(publisher);

    public void Add(Subscriber subscriber) => _subscribers.Add(subscriber);

    /// <summary>Serves the peers until the task is done, and returns what it brought.</summary>
    public T Await<T>(Task<T> task, string what)
    {
        RunUntil(() => task.IsCompleted, what);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Same.</summary>
    public void Await(Task task, string what)
    {
        RunUntil(() => task.IsCompleted, what);
        task.GetAwaiter().GetResult();
    }

    /// <exception cref="TimeoutException">It did not come true in time.</exception>
    public void RunUntil(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (waited.Elapsed > limit) throw new TimeoutException($"Within {limit.TotalSeconds} s it did not come true: {what}.");
            Round();
            Sleep(RoundMicroseconds);
        }
    }

    /// <summary>
    /// Sends frames for so long, evenly spread in time and over the tracks of all publishers in turn, and lets what is on its way arrive. Without publishers of its
    /// own it only receives.
    /// </summary>
    /// <param name="framesPerSecond">Of all tracks together.</param>
    /// <param name="beside">Called about once a millisecond.</param>
    public void Stream(FrameShape shape, double framesPerSecond, TimeSpan duration, Action<Timestamp>? beside = null)
    {
        var tracks = _publishers.SelectMany(publisher => Enumerable.Range(0, publisher.Tracks.Count).Select(track => (publisher, track))).ToArray();
        if (tracks.Length == 0)
        {
            Idle(duration);
            return;
        }

        var start = Clock.Now;
        var end = start.Add(duration);
        var (frames, cursor, round) = (0L, 0, start);
        while (true)
        {
            var now = Clock.Now;
            if (now >= end) break;
            var due = start.AddMicroseconds((long)(frames / framesPerSecond * 1e6));
            // One frame between two looks at the receivers: a generator that is late catches up frame by frame, not by a burst that no camera makes.
            if (now >= due)
            {
                var (publisher, track) = tracks[frames % tracks.Length];
                publisher.SendFrame(now, track, _lengths.AsSpan(0, shape.NextFrame(_lengths)));
                frames++;
            }

            if (cursor < _subscribers.Count)
            {
                for (var last = Math.Min(cursor + Slice, _subscribers.Count); cursor < last; cursor++) _subscribers[cursor].Turn(now, _batch);
                continue;
            }

            var next = round.AddMicroseconds(RoundMicroseconds + RoundMicrosecondsPerReceiver * _subscribers.Count);
            if (now >= next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (round, cursor) = (now, 0);
                foreach (var publisher in _publishers) publisher.Turn(now, _batch);
                beside?.Invoke(now);
                continue;
            }

            due = start.AddMicroseconds((long)(frames / framesPerSecond * 1e6));
            Sleep((Timestamp.Min(next, due) - Clock.Now).Ticks / TimeSpan.TicksPerMicrosecond);
        }

        Drain();
    }

    /// <summary>Serves the peers for so long without sending media.</summary>
    public void Idle(TimeSpan duration)
    {
        var end = Clock.Now.Add(duration);
        while (Clock.Now < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Round();
            Sleep(RoundMicroseconds);
        }
    }

    /// <summary>All peers say goodbye and are gone.</summary>
    public void Clear()
    {
        Peer[] peers = [.. _publishers, .. _subscribers];
        foreach (var peer in peers) peer.Close();
        foreach (var peer in peers) peer.Dispose();
        _publishers.Clear();
        _subscribers.Clear();
    }

    public void Dispose()
    {
        Clear();
        _batch.Dispose();
    }

    private int Round()
    {
        var now = Clock.Now;
        foreach (var publisher in _publishers) publisher.Turn(now, _batch);
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
            if (Round() > 0) quiet = Clock.Now;
            else Sleep(RoundMicroseconds);
        }
    }

    private static unsafe void Sleep(long microseconds)
    {
        if (microseconds <= 0) return;
        var time = new LibC.TimeSpec { Nanoseconds = microseconds * 1000 };
        _ = LibC.Ppoll(null, 0, &time, null);
    }
}
