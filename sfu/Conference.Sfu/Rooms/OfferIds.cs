namespace Conference.Sfu.Rooms;

/// <summary>
/// The numbers of one participant's offers: they rise over all its transports and over joining again, so that an answer is never taken for another transport's.
/// From any thread: while a transport on one Worker is told to close, the next may begin on another.
/// </summary>
internal sealed class OfferIds
{
    private int _last;

    public int Next() => Interlocked.Increment(ref _last);
}
