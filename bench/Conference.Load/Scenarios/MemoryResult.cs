using Conference.Load.Measuring;

namespace Conference.Load.Scenarios;

/// <summary>Memory of the media plane per participant, medians over the runs.</summary>
/// <param name="State">"idle": connected, no media yet; "active": receiving video.</param>
/// <param name="OwnKiBPerParticipant">Resident memory less OpenSSL's: everything that is ours, the runtime's and both allocators' slack too.</param>
/// <param name="OpenSslKiBPerParticipant">What a bare session of libssl holds.</param>
/// <param name="ManagedKiBPerParticipant">Held by the garbage collector's heap.</param>
/// <param name="NativeKiBPerParticipant">Allocated from the C library, OpenSSL's share taken out.</param>
/// <param name="RssMiB">Of the whole server in that state.</param>
internal sealed record MemoryResult(
    string Server, string Scenario, string State, int Participants, int Runs, Spread RssKiBPerParticipant, Spread OwnKiBPerParticipant, double OpenSslKiBPerParticipant,
    double ManagedKiBPerParticipant, double NativeKiBPerParticipant, double RssMiB);
