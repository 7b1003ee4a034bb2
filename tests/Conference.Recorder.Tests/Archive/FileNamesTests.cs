using Conference.Recorder.Archive;

namespace Conference.Recorder.Tests.Archive;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("Анна Воробьёва", "Анна Воробьёва")]
    [InlineData("../../etc/passwd", "etc passwd")]
    [InlineData("C:\\Windows\\*.exe", "C Windows .exe")]
    [InlineData("  a  \t b\r\n", "a b")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("😀 Bob", "😀 Bob")]
    [InlineData("...", "")]
    [InlineData("", "")]
    public void A_name_becomes_a_file_name(string name, string expected) => Assert.Equal(expected, FileNames.Of(name));

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var name = FileNames.Of(string.Concat(Enumerable.Repeat("😀", 100)));
        Assert.Equal(60, name.Length);
        Assert.False(char.IsHighSurrogate(name[^1]));
    }
}
