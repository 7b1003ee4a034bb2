using Conference.Load.Reports;

namespace Conference.Load.Scenarios;

/// <summary>Memory of the server per participant, medians over the runs.</summary>
/// <param name="State">"idle": connected, no media yet; "active": receiving video.</param>
/// <param name="Spread">Of the resident memory per participant, KiB.</param>
/// <param name="RssMiB">Of the whole server in that state.</param>
internal sealed record MemoryResult(
    string Server, string Scenario, string State, int Participants, int Runs, double RssKiBPerParticipant, double ManagedKiBPerParticipant, double RssMiB, Spread Spread);
