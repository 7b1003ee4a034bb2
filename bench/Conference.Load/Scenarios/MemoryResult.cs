using Conference.Load.Measuring;

namespace Conference.Load.Scenarios;

/// <summary>Memory of the media plane per participant, medians over the runs.</summary>
/// <param name="State">"idle": connected, no media yet; "active": receiving video.</param>
/// <param name="RssMiB">Of the whole server in that state.</param>
internal sealed record MemoryResult(
    string Server, string Scenario, string State, int Participants, int Runs, Spread RssKiBPerParticipant, double ManagedKiBPerParticipant, double RssMiB);
