using System.Text.RegularExpressions;

namespace Conference.FloorPlan.Tests;

/// <summary>Every sentence of the pages exists in Russian and in English, with the same places to fill in.</summary>
public sealed partial class ClientTextTests
{
    private const string Folder = "web/Conference.Web/ui/src/text/";

    private readonly Dictionary<string, string> _english = Texts(Checkout.Read(Folder + "en.ts"));
    private readonly Dictionary<string, string> _russian = Texts(Checkout.Read(Folder + "ru.ts"));

    [Fact]
    public void Both_languages_have_the_same_keys()
    {
        Assert.True(_english.Count > 100, $"only {_english.Count} texts were found; has their form changed?");
        Assert.Equal(_english.Keys.Order(), _russian.Keys.Order());
    }

    [Fact]
    public void A_translation_has_the_same_places_to_fill_in()
    {
        var wrong = _english.Where(text => !Places(text.Value).SetEquals(Places(_russian[text.Key]))).Select(text => text.Key);
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_russian_text_is_russian()
    {
        // Names, units and bare placeholders may be the same in both; a sentence of several words may not.
        var wrong = _russian.Where(text => Word().Count(text.Value) >= 3 && !Cyrillic().IsMatch(text.Value)).Select(text => text.Key);
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_text_is_used_by_nobody()
    {
        var code = string.Concat(Checkout.Files
            .Where(file => file.StartsWith("web/Conference.Web/ui/src/", StringComparison.Ordinal) && !file.StartsWith(Folder, StringComparison.Ordinal))
            .Where(file => Path.GetExtension(file) is ".ts" or ".tsx").Select(Checkout.Read));
        // A key may be put together ("error." + code): then its stem up to a dot stands in the code, closed by a quote or opened by ${.
        bool Used(string key) => code.Contains($"\"{key}\"", StringComparison.Ordinal) || Stems(key).Any(stem =>
            code.Contains($"\"{stem}\"", StringComparison.Ordinal) || code.Contains($"`{stem}${{", StringComparison.Ordinal));
        var unused = _english.Keys.Where(key => !Used(key)).ToList();
        Assert.Empty(unused);
    }

    private static IEnumerable<string> Stems(string key)
    {
        for (var dot = key.IndexOf('.'); dot >= 0; dot = key.IndexOf('.', dot + 1)) yield return key[..(dot + 1)];
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    private static Dictionary<string, string> Texts(string source)
    {
        var texts = new Dictionary<string, string>();
        var keys = Key().Matches(source);
        for (var i = 0; i < keys.Count; i++)
        {
            var end = i + 1 < keys.Count ? keys[i + 1].Index : source.Length;
            texts.Add(keys[i].Groups[1].Value, source[(keys[i].Index + keys[i].Length)..end]);
        }
        return texts;
    }

    [GeneratedRegex(@"^  ""([\w.-]+)"":", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"[A-Za-z]{3,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\p{IsCyrillic}")]
    private static partial Regex Cyrillic();
}
