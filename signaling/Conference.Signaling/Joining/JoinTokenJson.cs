using System.Text.Json.Serialization;

namespace Conference.Signaling.Joining;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JoinTokenClaims))]
internal sealed partial class JoinTokenJson : JsonSerializerContext;
