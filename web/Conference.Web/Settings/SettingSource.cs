using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Conference.Web.Settings;

/// <summary>
/// The raw settings: the file (one JSON object, names in camelCase) under the environment (<c>udpPort</c> is <c>CONFERENCE_UDP_PORT</c>), which wins.
/// Every complaint names the setting as the operator wrote it.
/// </summary>
internal sealed class SettingSource
{
    private const string Prefix = "CONFERENCE_";

    private readonly Dictionary<string, string> _file = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _environment;
    private string? _path;

    public SettingSource(IReadOnlyDictionary<string, string> environment) => _environment = environment;

    /// <summary>The variable of a setting.</summary>
    public static string Variable(string name)
    {
        var variable = new StringBuilder(Prefix);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c)) variable.Append('_');
            variable.Append(char.ToUpperInvariant(c));
        }

        return variable.ToString();
    }

    /// <summary>Reads the file; its settings stand behind the environment's.</summary>
    /// <exception cref="SettingException">It cannot be read, or is not an object of texts, numbers, booleans and lists of texts.</exception>
    public void AddFile(string path)
    {
        _path = path;
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new SettingException($"{path} must hold one JSON object of settings.");
            foreach (var property in document.RootElement.EnumerateObject()) _file[property.Name] = AsText(property);
        }
        catch (JsonException e)
        {
            throw new SettingException($"{path} is not JSON: see line {e.LineNumber + 1}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"The settings file {path} cannot be read: {e.Message}");
        }
    }

    public string? Text(string name)
    {
        _known.Add(name);
        if (_environment.TryGetValue(Variable(name), out var value) && value.Length > 0) return value;
        return _file.TryGetValue(name, out value) && value.Length > 0 ? value : null;
    }

    /// <param name="otherwise">The value of a setting that is not set.</param>
    public int Number(string name, int otherwise, int from, int to)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to) return number;
        throw Wrong(name, $"it must be a whole number from {from} to {to}");
    }

    public bool Switch(string name, bool unset = false) => Text(name)?.ToLowerInvariant() switch
    {
        null => unset,
        "false" or "0" or "no" => false,
        "true" or "1" or "yes" => true,
        _ => throw Wrong(name, "it must be true or false"),
    };

    /// <summary>An absolute http or https address.</summary>
    public Uri? Url(string name)
    {
        if (Text(name) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        throw Wrong(name, "it must be an http or https address, for example https://lectures.example.org");
    }

    /// <summary>Makes the folder that a setting names, and tries it.</summary>
    /// <exception cref="SettingException">It cannot be made or written to.</exception>
    public void MakeFolder(string name, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(name, $"{path} must be a folder that this program may write to");
        }
    }

    /// <summary>Values between commas, each of which <paramref name="parse"/> must understand (null: it does not).</summary>
    public IReadOnlyList<T> List<T>(string name, Func<string, T?> parse, string allowed)
        where T : class =>
        [.. (Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(item => parse(item) ?? throw Wrong(name, $"\"{item}\" in it is not {allowed}"))];

    /// <summary>The sentence for a wrong setting, naming it as it was written: the variable, or the name and its file.</summary>
    public SettingException Wrong(string name, string reason)
    {
        var (where, value) = _environment.TryGetValue(Variable(name), out var variable) && variable.Length > 0
            ? (Variable(name), variable)
            : _file.TryGetValue(name, out var text) ? ($"{name} in {_path}", text) : ($"{name} ({Variable(name)})", null);
        if (value is null) return new SettingException($"Setting {where} is missing: {reason}.");
        // A secret must not reach a log; its name says enough.
        var secret = name is "database" or "adminToken" or "turnCredential" || name.Contains("secret", StringComparison.OrdinalIgnoreCase);
        return new SettingException($"Setting {where} is {(secret ? "wrong" : $"\"{value}\"")}: {reason}.");
    }

    /// <exception cref="SettingException">The file has a setting that nobody asked for: most likely a misspelt one.</exception>
    public void RefuseUnknown()
    {
        if (_file.Keys.FirstOrDefault(name => !_known.Contains(name)) is not { } unknown) return;
        throw new SettingException($"{_path} has \"{unknown}\", which is no setting; there are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Variables with our prefix that are no setting. Not refused: Kubernetes, for one, sets such for a service of our name.</summary>
    public IEnumerable<string> UnknownVariables()
    {
        var known = _known.Select(Variable).ToHashSet(StringComparer.Ordinal);
        return _environment.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal) && !known.Contains(key)).Order(StringComparer.Ordinal);
    }

    private string AsText(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => property.Value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
        JsonValueKind.Null => "",
        JsonValueKind.Array when property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            string.Join(',', property.Value.EnumerateArray().Select(item => item.GetString())),
        _ => throw new SettingException($"Setting {property.Name} in {_path} must be a text, a number, true, false or a list of texts."),
    };
}
