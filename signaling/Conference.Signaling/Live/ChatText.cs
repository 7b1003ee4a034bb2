namespace Conference.Signaling.Live;

/// <summary>What a chat message may be: 1 to <see cref="MaximumLength"/> characters, kept as written.</summary>
internal static class ChatText
{
    /// <summary>In UTF-16 code units, as the page's input counts them.</summary>
    public const int MaximumLength = 4000;

    /// <summary>Trims, and removes control characters other than line feed and tab (PostgreSQL cannot keep U+0000).</summary>
    /// <exception cref="RoomException"><see cref="RoomError.ChatEmpty"/>, <see cref="RoomError.ChatTooLong"/>.</exception>
    public static string Clean(string text)
    {
        var clean = text.AsSpan().ContainsAnyInRange('\0', '\u001F') || text.Contains('\u007F')
            ? string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t'))
            : text;
        clean = clean.Trim();
        if (clean.Length == 0) throw new RoomException(RoomError.ChatEmpty, "The message is empty.");
        if (clean.Length > MaximumLength) throw new RoomException(RoomError.ChatTooLong, $"A message has at most {MaximumLength} characters.");
        return clean;
    }
}
