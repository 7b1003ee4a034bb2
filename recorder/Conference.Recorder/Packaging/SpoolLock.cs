using System.Text;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Packaging;

/// <summary>
/// One process at a time works in a spool: it holds the kernel's lock (flock) on a file there, which ends with the process and not before. Whoever gets the lock therefore knows
/// that the one before is dead, and by the name that it left in the file takes its leases over at once instead of waiting until they run out. The name is another one
/// in each process: two recorders with one <see cref="RecorderOptions.RecorderId"/>, or with copies of one spool, never take themselves for each other.
/// </summary>
internal sealed class SpoolLock : IDisposable
{
    public const string FileName = "recorder.lock";

    private readonly FileStream _file;

    private SpoolLock(FileStream file, string owner, IReadOnlyList<string> predecessors) => (_file, Owner, Predecessors) = (file, owner, predecessors);

    /// <summary>Who this process is in the database: owner of its leases and of its Parts.</summary>
    public string Owner { get; }

    /// <summary>Owners that are dead and may still hold leases.</summary>
    public IReadOnlyList<string> Predecessors { get; }

    /// <exception cref="InvalidOperationException">Another process works in that folder.</exception>
    public static SpoolLock Take(string folder, string recorderId)
    {
        var file = Open(folder);
        try
        {
            var content = new byte[file.Length];
            file.ReadExactly(content);
            var lines = Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var taken = new SpoolLock(file, $"{recorderId}/{Guid.NewGuid():N}", lines);
            // Behind the others: they stay until it is certain that they hold nothing any more.
            taken.Write([.. lines, taken.Owner]);
            return taken;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The predecessors hold nothing any more.</summary>
    public void ForgetPredecessors()
    {
        if (Predecessors.Count > 0) Write([Owner]);
    }

    public void Dispose() => _file.Dispose();

    private void Write(IReadOnlyList<string> owners)
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(owners.Select(owner => owner + '\n')));
        _file.Position = 0;
        _file.Write(content);
        _file.SetLength(content.Length);
        DurableFile.Sync(_file.SafeFileHandle);
    }

    private static FileStream Open(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Recorder settings: {nameof(RecorderOptions.SpoolFolder)}: another recorder works in '{folder}': {e.Message}", e);
        }
    }
}
