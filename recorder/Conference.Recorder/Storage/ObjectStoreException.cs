namespace Conference.Recorder.Storage;

/// <summary>The store refused or could not be reached. The message says what and where, never a secret.</summary>
public class ObjectStoreException : Exception
{
    public ObjectStoreException(string message, bool isTransient, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>True when the same call may succeed later (network, overload, full disk); false when only an operator can help (credentials, bucket, key).</summary>
    public bool IsTransient { get; }
}
