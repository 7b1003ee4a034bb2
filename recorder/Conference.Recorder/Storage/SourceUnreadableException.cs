namespace Conference.Recorder.Storage;

/// <summary>What is to be stored could not be read; the store has nothing to do with it.</summary>
internal sealed class SourceUnreadableException(string key, Exception inner)
    : ObjectStoreException($"Cannot read what is to be stored as {key}: {inner.Message}", isTransient: true, inner);
