namespace Conference.Load.Crowd;

/// <summary>What the crowd did and saw while it chatted.</summary>
/// <param name="Connected">Of the people, those whose media connection stood, too.</param>
/// <param name="JoinSeconds">What all took to come in, one after the other by few.</param>
/// <param name="MessagesPerSecond">Chat messages written.</param>
/// <param name="DeliveriesPerSecond">Chat messages that arrived at somebody.</param>
/// <param name="ChatP99Millis">From a message's writing until the hub's answer.</param>
/// <param name="RequestsPerSecond">HTTP requests that were answered well.</param>
/// <param name="Failures">Calls and requests that were not.</param>
internal sealed record CrowdFigures(
    int People, int Connected, int Rooms, double JoinSeconds, double Seconds, double MessagesPerSecond, double DeliveriesPerSecond, double ChatP50Millis, double ChatP99Millis,
    double RequestsPerSecond, double RequestP50Millis, double RequestP99Millis, long Failures);
