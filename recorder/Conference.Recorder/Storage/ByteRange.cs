namespace Conference.Recorder.Storage;

/// <summary>
/// One range of RFC 9110 §14.1.2. <c>(from, to)</c>: both ends inclusive; <c>(from, null)</c>: to the end; <c>(null, n)</c>: the last n bytes.
/// </summary>
public readonly record struct ByteRange(long? From, long? To)
{
    /// <summary>Applies the range to an object of <paramref name="totalLength"/> bytes; false when it is not satisfiable (RFC 9110 §15.5.17).</summary>
    public bool TryResolve(long totalLength, out long offset, out long length)
    {
        offset = 0;
        length = 0;
        if (From is { } from)
        {
            if (from < 0 || from >= totalLength || To < from) return false;
            offset = from;
            length = Math.Min(To ?? totalLength - 1, totalLength - 1) - from + 1;
            return true;
        }

        if (To is not { } suffix || suffix <= 0 || totalLength == 0) return false;
        length = Math.Min(suffix, totalLength);
        offset = totalLength - length;
        return true;
    }
}
