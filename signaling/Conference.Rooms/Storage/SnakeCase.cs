using System.Text;

namespace Conference.Rooms.Storage;

/// <summary>PascalCase to snake_case, PostgreSQL's own way of writing names.</summary>
internal static class SnakeCase
{
    public static string From(string pascalCase)
    {
        var result = new StringBuilder(pascalCase.Length + 8);
        foreach (var c in pascalCase)
        {
            if (char.IsAsciiLetterUpper(c) && result.Length > 0) result.Append('_');
            result.Append(char.ToLowerInvariant(c));
        }
        return result.ToString();
    }
}
