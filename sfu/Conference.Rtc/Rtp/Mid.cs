namespace Conference.Rtc.Rtp;

/// <summary>Media identification: names an m= section (RFC 5888) and, in a header extension, the section that a packet belongs to (RFC 9143 §15). At most 16 characters.</summary>
public readonly record struct Mid
{
    private readonly ShortToken _token;

    private Mid(ShortToken token) => _token = token;

    /// <summary>True for the default value, which names nothing.</summary>
    public bool IsEmpty => _token.Length == 0;

    /// <summary>Length in bytes on the wire.</summary>
    public int Length => _token.Length;

    public static bool TryParse(ReadOnlySpan<byte> text, out Mid result)
    {
        var ok = ShortToken.TryParse(text, out var token);
        result = new Mid(token);
        return ok;
    }

    public static bool TryParse(ReadOnlySpan<char> text, out Mid result)
    {
        var ok = ShortToken.TryParse(text, out var token);
        result = new Mid(token);
        return ok;
    }

    /// <summary>For names of our own making.</summary>
    /// <exception cref="ArgumentException">Empty, longer than 16 characters, or not visible ASCII.</exception>
    public static Mid Create(string text) =>
        TryParse(text.AsSpan(), out var result) ? result : throw new ArgumentException("1 to 16 visible ASCII characters", nameof(text));

    /// <summary>Writes the characters; <paramref name="destination"/> holds at least <see cref="Length"/> bytes.</summary>
    public void CopyTo(Span<byte> destination) => _token.CopyTo(destination);

    public override string ToString() => _token.ToString();
}
