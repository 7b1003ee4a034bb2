namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>
/// What became of one person's camera at another's between two moments, and what of it is the server's doing. How many pictures a second two browsers make and
/// show is theirs and their processor's: a starved one sends few, and shows still fewer of those it decodes. That whatever was sent arrives and can be decoded is
/// the server's, everywhere; that it is a fluent picture of full size is asked wherever the browsers keep up.
/// </summary>
public sealed class PictureFlow
{
    private readonly Attendee _viewer;
    private readonly Attendee _other;
    private readonly int _sentBefore;

    private PictureFlow(Attendee viewer, Attendee other, int sentBefore)
    {
        _viewer = viewer;
        _other = other;
        _sentBefore = sentBefore;
    }

    /// <summary>Returns once the viewer sees the other.</summary>
    public static async Task<PictureFlow> StartAsync(Attendee viewer, Attendee other, CancellationToken cancellationToken)
    {
        await viewer.SeesAsync(other, cancellationToken);
        return new PictureFlow(viewer, other, await other.Tab.SentAsync("camera", cancellationToken));
    }

    /// <summary>From the start to now, which is at least <paramref name="seconds"/> later.</summary>
    /// <returns>The figures, and a sentence for each thing that is wrong.</returns>
    public async Task<(object Figures, IReadOnlyList<string> Wrong)> EndAsync(double seconds, CancellationToken cancellationToken)
    {
        await Until.ValueAsync(() => _viewer.Tab.ReportAsync(_other.Sender, cancellationToken), report => report.Seconds > seconds, (int)seconds + 30, $"{seconds} s of picture", cancellationToken);
        // What is counted as sent lies within what is counted as received, so that no frame on its way is missed.
        var sent = await _other.Tab.SentAsync("camera", cancellationToken) - _sentBefore;
        var seen = await _viewer.Tab.ReportAsync(_other.Sender, cancellationToken);
        var (sentPerSecond, decodedPerSecond, freshPerSecond) = (sent / seen.Seconds, seen.Decoded / seen.Seconds, seen.Steps / seen.Seconds);
        var keepsUp = sentPerSecond > 20 && seen.Steps > 0.8 * seen.Decoded;
        var what = $"{_viewer.Name} sees {_other.Name}";
        var wrong = new List<string>();
        if (sent == 0 || seen.Received < 0.9 * sent) wrong.Add($"{what}: {seen.Received} of {sent} frames came");
        if (decodedPerSecond < Math.Min(10, sentPerSecond / 2)) wrong.Add($"{what}: {decodedPerSecond:F1} frames a second of {sentPerSecond:F1} were decoded");
        if (freshPerSecond < (keepsUp ? 10 : 1)) wrong.Add($"{what}: {freshPerSecond:F1} fresh pictures a second of {decodedPerSecond:F1}");
        if (seen.Readable < 0.9 * seen.Frames) wrong.Add($"{what}: {seen.Readable} of {seen.Frames} pictures are theirs");
        if (seen.LongestGapMs > (keepsUp ? 2000 : 10_000)) wrong.Add($"{what}: it stood still for {seen.LongestGapMs:F0} ms");
        if (keepsUp && (seen.Width, seen.Height) != (640, 360)) wrong.Add($"{what} at {seen.Width}x{seen.Height}");
        if (!keepsUp) TestContext.Current.AddWarning($"{what}: the browsers have no processor for more than {sentPerSecond:F1} sent and {freshPerSecond:F1} fresh pictures a second.");
        return (new { Viewer = _viewer.Name, Sender = _other.Name, SentPerSecond = sentPerSecond, DecodedPerSecond = decodedPerSecond, FreshPerSecond = freshPerSecond, Seen = seen }, wrong);
    }
}
