using System.Runtime.CompilerServices;

namespace Conference.Recorder.Storage;

/// <summary>
/// A folder of a local or mounted disk. A put writes a temporary file beside the target, syncs it, renames it over the target and syncs the
/// directory: after a power loss the object is the old one or the new one, whole.
/// </summary>
internal sealed class FolderObjectStore : IObjectStore
{
    private const string TemporaryPrefix = ".put-";
    private readonly string _root;

    /// <exception cref="ObjectStoreException">The folder cannot be made.</exception>
    public FolderObjectStore(string folder)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Attempt("create", _root, () => Directory.CreateDirectory(_root));
    }

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        WriteAsync(key, content, overwrite: true, cancellationToken);

    public Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        WriteAsync(key, content, overwrite: false, cancellationToken);

    public Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return Task.FromResult<StoredObject?>(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("read", path, e);
        }

        var total = file.Length;
        if (range is not { } wanted) return Task.FromResult<StoredObject?>(new StoredObject(file, 0, total, total));
        if (!wanted.TryResolve(total, out var offset, out var length))
        {
            file.Dispose();
            throw new RangeNotSatisfiableException(key, total);
        }

        file.Position = offset;
        return Task.FromResult<StoredObject?>(new StoredObject(new BoundedReadStream(file, length), offset, length, total));
    }

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        await Task.CompletedTask;
        // The deepest whole directory of the prefix bounds the walk; the rest of it is a name filter.
        var directory = Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(directory)) yield break;
        var found = new List<StoredKey>();
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (key.StartsWith(prefix, StringComparison.Ordinal) && ObjectKey.IsValid(key)) found.Add(new StoredKey(key, file.Length));
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        foreach (var key in found) yield return key;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        Attempt("delete", path, () =>
        {
            if (File.Exists(path)) File.Delete(path);
        });
        return Task.CompletedTask;
    }

    /// <summary>A folder has no URLs: the server carries the bytes.</summary>
    public Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return Task.FromResult<Uri?>(null);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => StoreProbe.RunAsync(this, cancellationToken);

    private async Task<bool> WriteAsync(string key, Stream content, bool overwrite, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (!overwrite && File.Exists(path)) return false;
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            CreateDirectories(directory);
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellationToken);
                await file.FlushAsync(cancellationToken);
                DurableFile.Sync(file.SafeFileHandle);
            }

            if (!TryMove(temporary, path, overwrite)) return false;
            DurableFile.SyncDirectory(directory);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("write", path, e);
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    private static bool TryMove(string from, string to, bool overwrite)
    {
        try
        {
            File.Move(from, to, overwrite);
            return true;
        }
        catch (IOException) when (!overwrite && File.Exists(to))
        {
            return false; // somebody else came first: link(2) refuses what exists
        }
    }

    private string PathOf(string key)
    {
        ObjectKey.Check(key);
        return Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));
    }

    /// <summary>Makes the directories and syncs the parent of each new one, or a power loss could lose the path to a synced file.</summary>
    private void CreateDirectories(string directory)
    {
        if (Directory.Exists(directory)) return;
        var parent = Path.GetDirectoryName(directory)!;
        if (parent.Length >= _root.Length) CreateDirectories(parent);
        Directory.CreateDirectory(directory);
        DurableFile.SyncDirectory(parent);
    }

    private static void Attempt(string verb, string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(verb, path, e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A left-over temporary file costs space only; its name keeps it out of listings.
        }
    }

    private static ObjectStoreException Failed(string verb, string path, Exception inner) =>
        new($"Cannot {verb} {path}: {inner.Message}", isTransient: inner is not UnauthorizedAccessException, inner);
}
