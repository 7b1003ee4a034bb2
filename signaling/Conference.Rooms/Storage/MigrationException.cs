namespace Conference.Rooms.Storage;

/// <summary>The database cannot be brought to this program's schema. The message is a sentence for the operator.</summary>
public sealed class MigrationException(string message) : Exception(message);
