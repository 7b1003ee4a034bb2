namespace Conference.Sfu.Tests;

/// <summary>
/// Tests that count allocations run while no other does: new code elsewhere keeps the runtime from compiling the measured code to its end, and what
/// is not optimized yet allocates.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
