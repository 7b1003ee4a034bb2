using Conference.Sfu.Control;

namespace Conference.Sfu.Tests;

public sealed class SfuOptionsTests
{
    public static TheoryData<Action<SfuOptions>, string> Wrong => new()
    {
        { options => options.Workers = -1, "Sfu:Workers" },
        { options => options.UdpPort = 70_000, "Sfu:UdpPort" },
        { options => (options.UdpPort, options.Workers) = (65_535, 2), "Sfu:UdpPort" },
        { options => options.SocketBufferBytes = 10, "Sfu:SocketBufferBytes" },
        { options => options.PacketsPerMessage = 0, "Sfu:PacketsPerMessage" },
        { options => options.NiceSteps = 21, "Sfu:NiceSteps" },
        { options => options.GatherMicroseconds = 5001, "Sfu:GatherMicroseconds" },
        { options => options.SubscribersPerWorker = 0, "Sfu:SubscribersPerWorker" },
        { options => options.MaxTracksPerParticipant = 0, "Sfu:MaxTracksPerParticipant" },
        { options => options.TapCapacity = 1, "Sfu:TapCapacity" },
        { options => options.PublicAddresses = ["conference.example"], "Sfu:PublicAddresses" },
        { options => options.PublicAddresses = ["0.0.0.0"], "Sfu:PublicAddresses" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(Action<SfuOptions> change, string name)
    {
        var options = new SfuOptions();
        change(options);
        Assert.StartsWith(name, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new SfuOptions().Validate());

    [Fact]
    public void Public_addresses_of_both_families_are_taken()
    {
        var options = new SfuOptions { PublicAddresses = ["203.0.113.7", "2001:db8::7"] };
        Assert.Equal(["203.0.113.7", "2001:db8::7"], options.Validate().Select(address => address.ToString()));
    }
}
