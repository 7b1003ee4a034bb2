using System.Text.Json;

namespace Conference.EndToEnd.Tests;

/// <summary>Measured figures, kept as JSON beside the test results; they are charted, the tests assert only what must hold on a slow machine.</summary>
internal static class Figures
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Keep(string name, object figures) =>
        File.WriteAllText(Path.Combine(Checkout.Artifacts, $"{name}.json"), JsonSerializer.Serialize(figures, Json));
}
