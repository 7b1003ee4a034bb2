namespace Conference.Recorder.Jobs;

/// <summary>An attempt at a job came to nothing.</summary>
/// <param name="failure">A stable code of at most 50 characters, for which the pages have words.</param>
/// <param name="message">For the log.</param>
/// <param name="isFinal">Trying again would not help.</param>
internal sealed class JobFailedException(string failure, string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    public string Failure { get; } = failure;

    public bool IsFinal { get; } = isFinal;
}
