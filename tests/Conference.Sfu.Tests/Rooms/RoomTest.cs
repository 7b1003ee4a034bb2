using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

/// <summary>A lab for each test and the calls that most tests begin with.</summary>
public abstract class RoomTest : IDisposable
{
    private protected Lab Lab { get; } = new();

    public void Dispose()
    {
        Lab.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A teacher who sends the source, and a student who is connected to receive it.</summary>
    private protected (Browser Teacher, Browser Student, SentTrack Track) Call(TrackSource source)
    {
        var teacher = Lab.Join();
        var student = Lab.Join();
        var track = teacher.PublishConnected(source);
        student.SubscribeConnected();
        Lab.Run(30);
        return (teacher, student, track);
    }

    private protected List<T> Events<T>()
        where T : SfuEvent =>
        Lab.Events.OfType<T>().ToList();

    /// <summary>The publisher's numbers that a browser got as media, in order of arrival.</summary>
    private protected static List<ushort> Marks(Browser browser, byte payloadType = Browser.Vp8)
    {
        var marks = new List<ushort>();
        foreach (var bytes in browser.Subscribing!.Rtp)
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            if (packet.PayloadType == payloadType) marks.Add(Browser.Mark(packet.Payload));
        }

        return marks;
    }
}
