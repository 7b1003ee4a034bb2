using Conference.Rtc.Ice;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class IceRestartTests : RoomTest
{
    [Fact]
    public void Media_goes_on_while_the_peer_changes_its_credentials_and_its_address()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        var before = teacher.LastAnswer!.IceSession;
        var next = IceCredentials.Generate();
        var answer = Lab.Room.PatchIce(teacher.Id, Fragment($"a=ice-ufrag:{next.Ufrag}\r\na=ice-pwd:{next.Password}\r\n"), before);

        Assert.NotEqual(before, answer.IceSession);
        // Before the answer has arrived the peer's checks are still those of before: that is how media goes on meanwhile.
        Lab.Run(20_000);
        Assert.Null(teacher.Publishing!.Closed);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Single(student.Subscribing!.Rtp);

        Assert.True(IceFragment.TryParse(answer.Fragment!, out var ours, out _));
        teacher.Publishing.RestartIce(next, ours.Ufrag!, ours.Password!);
        teacher.Publishing.Move();
        Lab.Run(20_000);
        Assert.Null(teacher.Publishing.Closed);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Equal(2, student.Subscribing.Rtp.Count);
        Assert.Equal(2, Lab.Worker.Transports.Count);
    }

    [Fact]
    public void A_patch_for_an_earlier_session_changes_nothing()
    {
        var (teacher, _, _) = Call(TrackSource.Camera);
        var fragment = Fragment("a=ice-ufrag:next\r\na=ice-pwd:nextnextnextnextnextnext\r\n");
        var present = Lab.Room.PatchIce(teacher.Id, fragment, iceSession: null).IceSession;

        var refused = Assert.Throws<SfuException>(() => Lab.Room.PatchIce(teacher.Id, fragment, teacher.LastAnswer!.IceSession));
        Assert.Equal(SfuError.StaleIceSession, refused.Error);
        Assert.Equal((null, present), Patched(fragment)); // the same credentials again are a trickle
        Assert.Equal((null, present), Patched(Fragment("a=end-of-candidates\r\n")));

        (string?, string) Patched(IceFragment patch) => Lab.Room.PatchIce(teacher.Id, patch, present) is var answer
            ? (answer.Fragment, answer.IceSession) : default;
    }

    [Fact]
    public void A_participant_without_that_transport_is_refused_by_name()
    {
        var student = Lab.Join();
        var refused = Assert.Throws<SfuException>(() => Lab.Room.PatchIce(student.Id, Fragment("a=x\r\n"), null));
        Assert.Equal(SfuError.UnknownTransport, refused.Error);
    }

    private static IceFragment Fragment(string text)
    {
        Assert.True(IceFragment.TryParse(text, out var fragment, out var error), error?.ToString());
        return fragment;
    }
}
