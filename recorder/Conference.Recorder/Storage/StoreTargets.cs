using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

/// <summary>The ordered list of stores: the first is home.</summary>
internal sealed class StoreTargets(IReadOnlyList<StoreTarget> all) : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public IReadOnlyList<StoreTarget> All { get; } = all;

    public StoreTarget Home => All[0];

    /// <summary>Names of those that are not home and answer.</summary>
    public string[] Elsewhere => [.. All.Skip(1).Where(target => target.Absence is null).Select(target => target.Name)];

    public static StoreTargets Create(IReadOnlyList<StoreTargetOptions> options, RecorderMetrics metrics, TimeProvider time, ILogger logger)
    {
        var stores = options.Select(option => Open(option, logger)).ToList();
        var targets = new StoreTargets([.. options.Zip(stores, (option, store) => new StoreTarget(option.Name, store, metrics, time, logger))]);
        targets._owned.AddRange(stores.OfType<IDisposable>());
        return targets;
    }

    /// <exception cref="ObjectStoreException">The list has no such target any more.</exception>
    public StoreTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ObjectStoreException($"Objects are kept in store {name}, which is not in the list of stores.", isTransient: false);

    public void Dispose()
    {
        foreach (var store in _owned) store.Dispose();
    }

    private static IObjectStore Open(StoreTargetOptions options, ILogger logger) =>
        options.S3 is { } s3 ? new S3ObjectStore(s3, logger) : new FolderObjectStore(options.Folder!);
}
