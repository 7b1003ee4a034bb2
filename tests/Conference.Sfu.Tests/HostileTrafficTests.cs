using System.Diagnostics;
using System.Globalization;
using System.Net;
using Conference.Rtc;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests;

/// <summary>
/// Strangers and forgers beside a running lecture, over real sockets. CONFERENCE_HOSTILE_SECONDS makes it longer than the five seconds that a test run has for it.
/// </summary>
[Collection(nameof(Alone))]
public sealed class HostileTrafficTests
{
    /// <summary>Datagrams of each kind about every millisecond.</summary>
    private const int Burst = 4;

    /// <summary>What a process of tests may grow by for reasons of its own while a hundred thousand datagrams come.</summary>
    private const long MemoryBound = 96 * 1024 * 1024;

    private readonly Random _random = new(20261121);
    private readonly byte[] _buffer = new byte[2048];

    [Fact]
    public async Task Hostile_traffic_leaves_a_lecture_unharmed_is_not_amplified_and_is_counted()
    {
        var duration = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("CONFERENCE_HOSTILE_SECONDS") ?? "5", CultureInfo.InvariantCulture));
        await using var lecture = new UdpLecture(new SfuOptions { Workers = 1 }, TestContext.Current.CancellationToken);
        byte[]? clientHello = null;
        var media = new List<byte[]>();
        lecture.Teacher.OnSent = datagram =>
        {
            if (datagram.Span[0] is >= 20 and <= 63) clientHello ??= datagram.ToArray();
            if (datagram.Span[0] >= 128 && media.Count < 200) media.Add(datagram.ToArray());
        };
        await lecture.StartAsync();
        UdpPeer[] students = [await lecture.JoinAsync(), await lecture.JoinAsync(), await lecture.JoinAsync()];
        await lecture.RunAsync(() => students.All(student => student.Marks.Count >= 50) && media.Count >= 50);

        var worker = lecture.Sfu.Workers.Single();
        var port = lecture.Teacher.ServerPort;
        var teacherPort = ((IPEndPoint)lecture.Teacher.Socket.LocalEndPoint!).Port;
        using var noise = new Attacker(2, port);
        using var hello = new Attacker(3, port);
        using var replay = new Attacker(4, port);
        using var checks = new Attacker(5, port);
        using var forger = Forger.TryCreate();
        var check = WrongCheck(lecture);
        var (frames, seen, transports) = (lecture.Camera.NextSequence.Value, students.Select(student => student.Marks.Count).ToList(), worker.Transports.Count);
        var memory = Environment.WorkingSet;
        var clock = Stopwatch.StartNew();
        await lecture.RunAsync(() => clock.Elapsed > duration, () =>
        {
            for (var i = 0; i < Burst; i++)
            {
                noise.Send(Noise());
                hello.Send(clientHello!);
                replay.Send(Damaged(media));
                checks.Send(check);
                forger?.Send(teacherPort, port, media[_random.Next(media.Count)]);
                forger?.Send(teacherPort, port, Damaged(media));
                forger?.Send(teacherPort, port, Noise());
                forger?.Send(teacherPort, port, clientHello!);
            }
        });

        // Media: everybody is still there, and got what was sent.
        var sent = (ushort)(lecture.Camera.NextSequence.Value - frames);
        await lecture.RunAsync(() => students.Zip(seen).All(pair => pair.First.Marks.Count >= pair.Second + sent));
        Assert.All(students, student => Assert.Equal(student.Marks.Count, student.Marks.Distinct().Count()));
        Assert.Empty(lecture.Closed);
        Assert.Equal(0, worker.Counters.Faults);

        // Nothing is amplified: only checks are answered, and with no more than they brought.
        foreach (var attacker in new[] { noise, hello, replay, checks }) attacker.Count();
        Assert.Equal((0, 0, 0), (noise.BytesReceived, hello.BytesReceived, replay.BytesReceived));
        Assert.InRange(checks.BytesReceived, 1, checks.BytesSent);

        // Memory is flat, and no stranger has a place in any table.
        Assert.Equal(transports, worker.Transports.Count);
        Assert.InRange(Environment.WorkingSet - memory, long.MinValue, MemoryBound);

        // Counters tell. Some datagrams may have found the socket's queue full.
        var strangers = noise.Datagrams + hello.Datagrams + replay.Datagrams;
        Assert.InRange(worker.Counters.Dropped(DropReason.UnknownAddress), strangers / 2, long.MaxValue);
        Assert.InRange(worker.Counters.Dropped(DropReason.Refused), (checks.Datagrams + (forger?.Datagrams ?? 0)) / 2, long.MaxValue);
    }

    private ReadOnlySpan<byte> Noise()
    {
        var noise = _buffer.AsSpan(0, _random.Next(1, 1400));
        _random.NextBytes(noise);
        return noise;
    }

    /// <summary>A real SRTP packet that was cut short or changed.</summary>
    private ReadOnlySpan<byte> Damaged(List<byte[]> media)
    {
        var packet = media[_random.Next(media.Count)];
        packet.CopyTo(_buffer, 0);
        if (_random.Next(2) == 0) return _buffer.AsSpan(0, _random.Next(1, packet.Length));
        _buffer[_random.Next(packet.Length)] ^= (byte)_random.Next(1, 256);
        return _buffer.AsSpan(0, packet.Length);
    }

    /// <summary>A check as the teacher's browser would send it if it had been given a wrong password.</summary>
    private static byte[] WrongCheck(UdpLecture lecture)
    {
        var server = Descriptions.Server(lecture.TeacherSdp);
        var sink = new Sink();
        using var outbox = new Outbox(sink);
        using var transport = lecture.Teacher.Identity.Connect(
            lecture.Teacher, server with { IcePassword = new string('x', server.IcePassword.Length) }, RemoteEndPoint.FromIPv4(0x7F000001, 1), default);
        transport.HandleTimeout(default, outbox);
        outbox.Flush();
        return sink.Sent.Single();
    }

    private sealed class Sink : IOutboxSink
    {
        public List<byte[]> Sent { get; } = [];

        public void Send(Outbox outbox)
        {
            foreach (ref readonly var entry in outbox.Entries) Sent.Add(outbox.Datagram(entry).ToArray());
        }
    }
}
