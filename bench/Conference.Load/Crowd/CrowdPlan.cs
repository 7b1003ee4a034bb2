namespace Conference.Load.Crowd;

/// <summary>Who is in the crowd, and what it does.</summary>
/// <param name="Address">Of the product.</param>
/// <param name="People">Students, each with a hub connection and a media connection of its own.</param>
/// <param name="PerRoom">How many of them to a room, which a teacher's silent microphone keeps them company in.</param>
/// <param name="ChatSeconds">Each writes a message once in so long, on average.</param>
/// <param name="RequestsPerSecond">Of other clients to the HTTP API.</param>
internal sealed record CrowdPlan(Uri Address, string AdminToken, int People = 500, int PerRoom = 25, double ChatSeconds = 10, double RequestsPerSecond = 100);
