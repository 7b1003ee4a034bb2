using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Conference.Rooms.Storage;

/// <summary>One numbered SQL file of Migrations/, embedded in the assembly.</summary>
/// <param name="Number">1, 2, ... without gaps.</param>
/// <param name="Name">The file name without its extension, e.g. "0001-first-lecture".</param>
/// <param name="Checksum">SHA-256 of the text with line ends normalised to LF, in lower-case hex: a checkout with CRLF is no change.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    private const string Folder = ".Storage.Migrations.";

    /// <summary>Every migration this program knows, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    public static Migration Create(string name, string sql)
    {
        var text = sql.ReplaceLineEndings("\n");
        var number = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Migration(number, name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private static Migration[] Load()
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = assembly.GetName().Name + Folder;
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                return Create(Path.GetFileNameWithoutExtension(resource[prefix.Length..]), reader.ReadToEnd());
            })];
    }
}
