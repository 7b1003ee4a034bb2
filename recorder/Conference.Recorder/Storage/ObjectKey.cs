namespace Conference.Recorder.Storage;

/// <summary>The one rule for keys, the same on every store, so that a folder can hold what a bucket holds and no key leaves its folder.</summary>
internal static class ObjectKey
{
    private const int MaxLength = 512;

    /// <exception cref="ArgumentException">The key breaks the rule.</exception>
    public static void Check(string key)
    {
        if (!IsValid(key)) throw new ArgumentException($"'{key}' is not an object key: path segments of a-z A-Z 0-9 . _ - separated by single slashes.", nameof(key));
    }

    /// <summary>A prefix is empty, or a key, with or without a trailing slash.</summary>
    public static void CheckPrefix(string prefix)
    {
        if (prefix.Length == 0) return;
        Check(prefix.EndsWith('/') ? prefix[..^1] : prefix);
    }

    public static bool IsValid(string key)
    {
        if (key.Length is 0 or > MaxLength) return false;
        foreach (var range in key.AsSpan().Split('/'))
        {
            var segment = key.AsSpan(range);
            // A leading dot covers "." and ".." and keeps the folder's own temporary files out of the key space.
            if (segment.IsEmpty || segment[0] == '.') return false;
            foreach (var c in segment)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
            }
        }

        return true;
    }
}
