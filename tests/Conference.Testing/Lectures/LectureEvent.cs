using System.Text.Json;

namespace Conference.Testing.Lectures;

/// <summary>Something that the server said to a participant.</summary>
/// <param name="Argument">Undefined for an event that carries nothing.</param>
public sealed record LectureEvent(string Name, JsonElement Argument)
{
    public T Read<T>() => typeof(T) == typeof(JsonElement) ? (T)(object)Argument : Argument.Deserialize<T>(JsonSerializerOptions.Web)!;
}
