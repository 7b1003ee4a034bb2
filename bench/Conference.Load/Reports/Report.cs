using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conference.Load.Reports;

/// <summary>The JSON file: where, how, and the results.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, Machine machine, string command, object results, IReadOnlyList<Goal> goals) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new { machine, command, results, goals }, Json) + "\n");
}
