namespace Conference.Recorder.Storage;

/// <summary>One place of the ordered list of places for recordings: a folder or a bucket.</summary>
/// <param name="Name">What settings, metrics, logs and the journal call it: a lower-case letter, then lower-case letters and digits, 20 at most.</param>
public sealed record StoreTargetOptions(string Name)
{
    /// <summary>The folder; null with <see cref="S3"/>.</summary>
    public string? Folder { get; init; }

    public S3StoreOptions? S3 { get; init; }

    public static bool IsName(string text) => text.Length is > 0 and <= 20 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    /// <summary>One sentence per wrong setting, beginning with its name.</summary>
    internal IEnumerable<string> Validate()
    {
        if (!IsName(Name)) yield return $"store '{Name}': its name must be a lower-case letter, then lower-case letters and digits, 20 at most.";
        if (Folder is null == S3 is null) yield return $"store {Name}: must be either a folder or {nameof(S3)}.";
        foreach (var error in S3?.Validate() ?? []) yield return $"store {Name}: {error}";
    }
}
