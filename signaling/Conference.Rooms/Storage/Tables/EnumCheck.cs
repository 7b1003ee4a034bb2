namespace Conference.Rooms.Storage.Tables;

/// <summary>Enumerations are kept as words, which an operator can read in psql; a check keeps foreign words out.</summary>
internal static class EnumCheck
{
    public static string For<T>(string column)
        where T : struct, Enum =>
        $"{column} IN ({string.Join(", ", Enum.GetNames<T>().Select(name => $"'{name}'"))})";
}
