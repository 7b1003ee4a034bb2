namespace Conference.Signaling.Live;

/// <summary>One lecture that is going on: the only owner of its roster, rights, chat and recording state.</summary>
internal sealed class LiveRoom
{
    /// <summary>How many people are inside; safe from any thread.</summary>
    public int Count { get; private set; }
}
