using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtp;

public sealed class HeaderExtensionValueTests
{
    [Fact]
    public void Audio_level_keeps_voice_apart_from_loudness()
    {
        Assert.True(AudioLevel.TryParse([0x9E], out var level));
        Assert.Equal(new AudioLevel(30, Voice: true), level);
        Assert.Equal(0x9E, level.ToByte());
        Assert.False(AudioLevel.TryParse([], out _));
    }

    [Fact]
    public void Absolute_send_time_counts_in_quarter_million_parts_of_a_second_and_wraps_after_64_seconds()
    {
        Assert.Equal(1u << 18, AbsSendTime.FromMicroseconds(1_000_000).Value);
        Assert.Equal(1u << 17, AbsSendTime.FromMicroseconds(64_500_000).Value);
    }

    [Fact]
    public void A_dependency_descriptor_of_three_bytes_has_no_structure()
    {
        Assert.True(DependencyDescriptor.TryParse([0xC5, 0x01, 0x02], out var descriptor));
        Assert.Equal(new DependencyDescriptor(true, true, 5, 0x0102, false), descriptor);
    }

    [Fact]
    public void A_dependency_descriptor_tells_of_its_structure_in_the_fourth_byte()
    {
        Assert.True(DependencyDescriptor.TryParse([0x80, 0x00, 0x01, 0x80, 0x00], out var descriptor));
        Assert.True(descriptor.HasStructure);
        Assert.True(descriptor.StartOfFrame);
        Assert.False(descriptor.EndOfFrame);
        Assert.False(DependencyDescriptor.TryParse([0x80, 0x00], out _));
    }

    [Theory]
    [InlineData("09100920", true)] // BT.2020, PQ, full range
    [InlineData("060606", false)]
    [InlineData("0606061000", false)]
    [InlineData("", false)]
    public void A_color_space_is_four_bytes_or_has_all_of_its_hdr_metadata(string value, bool valid)
    {
        Assert.Equal(valid, ColorSpace.TryParse(Convert.FromHexString(value), out var colorSpace));
        Assert.Equal(valid ? new ColorSpace(9, 16, 9, 2) : default, colorSpace);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("sixteen-letters-", true)]
    [InlineData("seventeen-letters", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void A_mid_is_one_to_sixteen_visible_characters(string text, bool valid)
    {
        Assert.Equal(valid, Mid.TryParse(text.AsSpan(), out var mid));
        if (valid) Assert.Equal(text, mid.ToString());
    }

    [Fact]
    public void Mids_are_equal_by_their_characters_and_not_by_their_length_alone()
    {
        Assert.Equal(Mid.Create("12"), Mid.Create("12"));
        Assert.NotEqual(Mid.Create("12"), Mid.Create("13"));
        Assert.NotEqual(Mid.Create("1"), Mid.Create("12"));
        Assert.True(default(Mid).IsEmpty);
    }
}
