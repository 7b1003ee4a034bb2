namespace Conference.Rooms.Storage;

/// <summary>Listening began, or began anew after the connection was lost: events may have been missed, so look at everything once.</summary>
public sealed record StorageEventsResumed : StorageEvent;
