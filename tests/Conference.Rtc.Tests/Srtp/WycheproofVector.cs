namespace Conference.Rtc.Tests.Srtp;

/// <summary>One line of a file of Project Wycheproof's vectors (tests/vectors/*/README.md tell their columns).</summary>
/// <param name="Number">Wycheproof's own, by which a failure is found there.</param>
/// <param name="Fields">The octets of the columns behind it.</param>
internal sealed record WycheproofVector(string Number, bool IsValid, IReadOnlyList<byte[]> Fields)
{
    /// <param name="folder">Under tests/vectors.</param>
    public static IReadOnlyList<WycheproofVector> Read(string folder) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "vectors", folder, "wycheproof.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' '))
            .Select(columns => new WycheproofVector(columns[0], columns[1] == "valid", [.. columns[2..].Select(column => column == "-" ? [] : Convert.FromHexString(column))])),
    ];
}
