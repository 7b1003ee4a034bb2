using System.Threading.Channels;

namespace Conference.Recorder.Tests.Media;

/// <summary>Lets a test wait for what it is told of: each time something changes the condition is looked at again.</summary>
internal sealed class Signal : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> _watchers = [];

    public void Raise() => _changed.Writer.TryWrite(true);

    /// <summary>Everything that happens to files of that name below the folder is a change.</summary>
    public void Watch(string folder, string name)
    {
        var watcher = new FileSystemWatcher(folder, name) { IncludeSubdirectories = true };
        watcher.Created += (_, _) => Raise();
        watcher.Changed += (_, _) => Raise();
        watcher.Renamed += (_, _) => Raise();
        watcher.Deleted += (_, _) => Raise();
        watcher.EnableRaisingEvents = true;
        _watchers.Add(watcher);
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!condition()) await _changed.Reader.ReadAsync(limit.Token);
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
    }
}
