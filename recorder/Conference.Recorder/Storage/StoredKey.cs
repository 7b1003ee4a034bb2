namespace Conference.Recorder.Storage;

/// <param name="Length">Bytes.</param>
public readonly record struct StoredKey(string Key, long Length);
