using Conference.Load.Crowd;

namespace Conference.Load.Measuring;

/// <summary>A crowd on the hub and at the API beside running media.</summary>
internal sealed record HubFigures(CrowdFigures Crowd, GcFigures Gc);
