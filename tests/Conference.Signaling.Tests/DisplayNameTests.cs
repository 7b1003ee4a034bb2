using System.Text;

namespace Conference.Signaling.Tests;

public sealed class DisplayNameTests
{
    [Theory]
    [InlineData("  Ada   Lovelace ", "Ada Lovelace")]
    [InlineData("Ada\r\n\tLovelace", "Ada Lovelace")]
    [InlineData("A\u0000d\u0007a", "Ada")]
    [InlineData("\u202Eada", "ada")]
    [InlineData("\u200B \u0001", "")]
    [InlineData("Людмила 👩‍🏫", "Людмила 👩‍🏫")]
    [InlineData("a\uD83D", "a")]
    public void What_cannot_be_seen_is_removed(string name, string clean) => Assert.Equal(clean, DisplayName.Clean(name));

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var clean = DisplayName.Clean(new string('a', 59) + "🧮🧮");

        Assert.Equal(new string('a', 59), clean);
    }

    [Fact]
    public void A_number_fits_into_the_longest_name()
    {
        var name = new string('a', 60);
        var second = DisplayName.MakeUnique(name, new HashSet<string> { name });

        Assert.Equal(new string('a', 56) + " (2)", second);
    }

    [Fact]
    public void Ten_thousand_random_names_come_out_clean_and_stay_as_they_are()
    {
        var random = new Random(7);
        var text = new StringBuilder();
        for (var round = 0; round < 10_000; round++)
        {
            text.Clear();
            for (var length = random.Next(100); length > 0; length--)
            {
                text.Append(random.Next(3) == 0 ? (char)random.Next(0x10000) : (char)random.Next(0, 0x250));
            }

            var clean = DisplayName.Clean(text.ToString());
            Assert.InRange(clean.Length, 0, DisplayName.MaximumLength);
            Assert.Equal(clean.Trim(), clean);
            Assert.DoesNotContain(clean, char.IsControl);
            Assert.Equal(clean, DisplayName.Clean(clean));
        }
    }
}
