using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>What strangers send to the live media port stays without effect on the call.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed partial class HostileTrafficTests(LectureHall hall)
{
    // First bytes that RFC 7983 gives to STUN, DTLS, TURN channels, RTP and RTCP, and two that belong to nobody.
    private static readonly byte[] FirstBytes = [0, 1, 22, 20, 64, 128, 144, 200, 255];

    [Fact]
    public async Task A_minute_of_random_datagrams_at_the_live_port_does_not_disturb_the_call()
    {
        var ct = TestContext.Current.CancellationToken;
        var seconds = int.Parse(Environment.GetEnvironmentVariable("CONFERENCE_TEST_DATAGRAM_SECONDS") ?? "60", CultureInfo.InvariantCulture);
        await hall.GatherAsync(ct);
        var port = await MediaPortAsync(ct);
        var there = await PictureFlow.StartAsync(hall.Anna, hall.Teacher, ct);
        var back = await PictureFlow.StartAsync(hall.Teacher, hall.Anna, ct);

        var random = new Random(20261121);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var target = new IPEndPoint(IPAddress.Loopback, port);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var datagram = new byte[1500];
        var sent = 0;
        for (var tick = 0; tick < seconds * 100 && await timer.WaitForNextTickAsync(ct); tick++)
        {
            for (var i = 0; i < 10; i++, sent++)
            {
                var length = random.Next(1, datagram.Length);
                random.NextBytes(datagram.AsSpan(0, length));
                datagram[0] = FirstBytes[random.Next(FirstBytes.Length)];
                // Half of what looks like STUN carries the magic cookie and an honest length, so that it gets as far as its attributes.
                if (datagram[0] <= 1 && length >= 24 && (i & 1) == 0)
                {
                    length -= length % 4;
                    new byte[] { 0x21, 0x12, 0xA4, 0x42 }.CopyTo(datagram.AsSpan(4));
                    (datagram[1], datagram[2], datagram[3]) = (1, (byte)((length - 20) >> 8), (byte)(length - 20));
                }
                await socket.SendToAsync(datagram.AsMemory(0, length), target, ct);
            }
        }

        var (annaSeesTeacher, wrongThere) = await there.EndAsync(seconds, ct);
        var (teacherSeesAnna, wrongBack) = await back.EndAsync(seconds, ct);
        Figures.Keep("random-datagrams", new { Sent = sent, AnnaSeesTeacher = annaSeesTeacher, TeacherSeesAnna = teacherSeesAnna });
        Assert.Empty(wrongThere.Concat(wrongBack));
        await hall.Anna.HearsAsync(hall.Teacher, ct);
    }

    /// <summary>The UDP port of the server's loopback candidate, from the description that Anna's browser was given.</summary>
    private async Task<int> MediaPortAsync(CancellationToken ct)
    {
        var sdp = await hall.Anna.Tab.EvaluateAsync<string>("conference.subscribe.remoteDescription.sdp", ct);
        var candidate = Candidate().Match(sdp);
        Assert.True(candidate.Success, sdp);
        return int.Parse(candidate.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"a=candidate:\S+ \d+ udp \d+ [\d.]+ (\d+) typ host", RegexOptions.IgnoreCase)]
    private static partial Regex Candidate();
}
