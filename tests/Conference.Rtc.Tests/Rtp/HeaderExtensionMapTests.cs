using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

public sealed class HeaderExtensionMapTests
{
    [Fact]
    public void An_identifier_stands_for_one_extension_only()
    {
        var map = new HeaderExtensionMap();

        Assert.True(map.TryAdd(4, HeaderExtensionKind.Mid));
        Assert.True(map.TryAdd(4, HeaderExtensionKind.Mid)); // the next section says it again
        Assert.False(map.TryAdd(4, HeaderExtensionKind.Rid));
        Assert.False(map.TryAdd(5, HeaderExtensionKind.Mid));
        Assert.Equal(4, map[HeaderExtensionKind.Mid]);
        Assert.Equal(HeaderExtensionKind.Mid, map.KindOf(4));
        Assert.Equal(0, map[HeaderExtensionKind.Rid]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void Reserved_identifiers_are_refused(byte id) => Assert.False(new HeaderExtensionMap().TryAdd(id, HeaderExtensionKind.Mid));

    [Fact]
    public void Every_kind_has_a_uri_that_leads_back_to_it()
    {
        foreach (var kind in Enum.GetValues<HeaderExtensionKind>())
            if (kind != HeaderExtensionKind.None) Assert.Equal(kind, HeaderExtensionUri.KindOf(HeaderExtensionUri.Of(kind)));
    }
}
