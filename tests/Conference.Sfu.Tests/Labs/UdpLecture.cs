using System.Diagnostics;
using System.Net.Sockets;
using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Sfu.Tests.Labs;

/// <summary>
/// A lecture over this machine's loopback: the whole SFU on its own threads, a teacher with a camera, and students. The test's thread turns all the clients, and
/// the teacher sends a frame every ten milliseconds.
/// </summary>
internal sealed class UdpLecture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const long FrameMicroseconds = 10_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RoomId _room = new(Guid.NewGuid());
    private readonly ParticipantId _teacherId = new(Guid.NewGuid());
    private readonly Dictionary<ParticipantId, UdpPeer> _students = [];
    private readonly CancellationToken _cancellationToken;
    private Timestamp _nextFrame;

    public UdpLecture(SfuOptions options, CancellationToken cancellationToken)
    {
        options.UdpPort = 0;
        Sfu = new Sfu(options, TimeProvider.System, NullLoggerFactory.Instance);
        _cancellationToken = cancellationToken;
    }

    public Sfu Sfu { get; }

    public UdpPeer Teacher { get; } = new();

    public SentTrack Camera { get; } = new("0", TrackSource.Camera, 1000);

    public IReadOnlyDictionary<ParticipantId, UdpPeer> Students => _students;

    /// <summary>The answer to the teacher's offer.</summary>
    public string TeacherSdp { get; private set; } = "";

    /// <summary>The transports that were closed, and why.</summary>
    public List<TransportChanged> Closed { get; } = [];

    public Timestamp Now => new(_clock.Elapsed.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Opens the room and lets the teacher publish.</summary>
    public async Task StartAsync()
    {
        await Sfu.OpenRoomAsync(_room, _cancellationToken);
        await Sfu.JoinAsync(_room, _teacherId, new ParticipantOptions(PublishRights.All, []), _cancellationToken);
        var offer = new PublishOffer(Descriptions.Offer(Teacher.Identity, [Camera], true, "96 97"), [new PublishedSection("0", TrackSource.Camera)]);
        TeacherSdp = (await Sfu.PublishAsync(_room, _teacherId, offer, _cancellationToken)).Sdp;
        Teacher.Connect(TeacherSdp, Now);
        await RunAsync(() => Teacher.IsConnected);
    }

    public async Task<UdpPeer> JoinAsync()
    {
        var id = new ParticipantId(Guid.NewGuid());
        var student = new UdpPeer();
        _students.Add(id, student);
        await Sfu.JoinAsync(_room, id, new ParticipantOptions(PublishRights.None, []), _cancellationToken);
        return student;
    }

    public async Task LeaveAsync(UdpPeer student)
    {
        var id = _students.Single(pair => pair.Value == student).Key;
        await Sfu.LeaveAsync(_room, id, _cancellationToken);
        _students.Remove(id);
        student.Dispose();
    }

    public ValueTask CloseAsync() => Sfu.CloseRoomAsync(_room, _cancellationToken);

    /// <summary>Lets everybody go on until the condition holds.</summary>
    /// <param name="meanwhile">Called again and again, about once a millisecond.</param>
    public async Task RunAsync(Func<bool> condition, Action? meanwhile = null)
    {
        var end = _clock.Elapsed + Patience;
        while (!condition())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Expect.That(_clock.Elapsed < end, "the lecture did not get there");
            await TakeEventsAsync();
            meanwhile?.Invoke();
            Teacher.Turn(Now);
            foreach (var student in _students.Values) student.Turn(Now);
            SendFrame();
            var sockets = _students.Values.Append(Teacher).Select(peer => peer.Socket).ToList();
            Socket.Select(sockets, null, null, 1000);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Sfu.DisposeAsync();
        Teacher.Dispose();
        foreach (var student in _students.Values) student.Dispose();
    }

    private async Task TakeEventsAsync()
    {
        while (Sfu.Events.TryRead(out var happened))
        {
            if (happened is TransportChanged { State: TransportState.Closed } change) Closed.Add(change);
            if (happened is not SubscribeOffer offer || !_students.TryGetValue(offer.Participant, out var student)) continue;
            var answer = Descriptions.Answer(student.Identity, offer.Sdp, _ => true);
            await Sfu.AnswerAsync(_room, offer.Participant, offer.OfferId, answer, _cancellationToken);
            student.Connect(offer.Sdp, Now);
        }
    }

    /// <summary>A key frame every tenth time, so that nobody waits long for a picture.</summary>
    private void SendFrame()
    {
        if (!Teacher.IsConnected || Now < _nextFrame) return;
        _nextFrame = Now.AddMicroseconds(FrameMicroseconds);
        Camera.Timestamp += 900;
        var isKey = Camera.NextSequence.Value % 10 == 0;
        var header = new RtpHeader
        {
            PayloadType = Browser.Vp8, Marker = true, SequenceNumber = Camera.NextSequence, Timestamp = Camera.Timestamp, Ssrc = new Ssrc(Camera.Ssrc),
        };
        Teacher.SendRtp(Now, header, Browser.VideoPayload(Browser.Vp8, isKey, isFirst: true, Camera.NextSequence));
        Camera.NextSequence = Camera.NextSequence.Next;
    }
}
