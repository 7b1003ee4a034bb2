using System.Buffers;
using System.Security.Cryptography;

namespace Conference.Rooms.Storage;

/// <summary>The unguessable part of a room's link.</summary>
public static class RoomCode
{
    /// <summary>12 characters of 34 symbols: 61 bits, beyond guessing against a rate-limited server, and still readable aloud.</summary>
    public const int Length = 12;

    /// <summary>Of the link of a recording, which no teacher reads aloud and which opens it at once: 101 bits.</summary>
    public const int ShareLength = 20;

    // No 0 and 1: they are taken for o and l when a link is copied by hand.
    private const string Symbols = "abcdefghijklmnopqrstuvwxyz23456789";

    private static readonly SearchValues<char> SymbolSet = SearchValues.Create(Symbols);

    public static string Create() => RandomNumberGenerator.GetString(Symbols, Length);

    public static string CreateShare() => RandomNumberGenerator.GetString(Symbols, ShareLength);

    public static bool IsWellFormed(string? code) => IsWellFormed(code, Length);

    public static bool IsWellFormedShare(string? code) => IsWellFormed(code, ShareLength);

    private static bool IsWellFormed(string? code, int length) => code?.Length == length && !code.AsSpan().ContainsAnyExcept(SymbolSet);
}
