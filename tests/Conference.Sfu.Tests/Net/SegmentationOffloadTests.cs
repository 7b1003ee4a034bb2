using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

public sealed class SegmentationOffloadTests
{
    private static readonly RemoteEndPoint One = RemoteEndPoint.FromIPv4(0x0A000001, 1), Two = RemoteEndPoint.FromIPv4(0x0A000001, 2);

    private readonly SegmentationOffload _offload = new(isOn: true);

    [Fact]
    public void A_path_that_refuses_is_spared_and_the_others_are_not()
    {
        _offload.OnRefused(One, isPath: false);
        _offload.OnRefused(One, isPath: false);

        Assert.False(_offload.Allows(One));
        Assert.True(_offload.Allows(Two));
        Assert.True(_offload.IsOn);
    }

    [Fact]
    public void Two_refusing_paths_in_a_row_are_the_machine()
    {
        _offload.OnRefused(One, isPath: false);
        _offload.OnRefused(Two, isPath: false);

        Assert.False(_offload.IsOn);
        Assert.False(_offload.Allows(RemoteEndPoint.FromIPv4(0x0A000003, 3)));
    }

    [Fact]
    public void Two_refusing_paths_with_a_run_sent_between_are_only_paths()
    {
        _offload.OnRefused(One, isPath: false);
        _offload.OnSent();
        _offload.OnRefused(Two, isPath: false);

        Assert.True(_offload.IsOn);
        Assert.False(_offload.Allows(One));
        Assert.False(_offload.Allows(Two));
    }

    [Fact]
    public void Small_paths_never_switch_it_off_however_many_there_are()
    {
        for (ushort port = 1; port <= 1000; port++) _offload.OnRefused(RemoteEndPoint.FromIPv4(0x0A000001, port), isPath: true);

        Assert.True(_offload.IsOn);
        Assert.False(_offload.Allows(RemoteEndPoint.FromIPv4(0x0A000001, 1000)));
        Assert.True(_offload.Allows(One)); // forgotten: it costs one more refused call
    }

    [Fact]
    public void Switched_off_by_its_setting_it_allows_nothing() => Assert.False(new SegmentationOffload(isOn: false).Allows(One));
}
