using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Conference.Recorder.Storage;

/// <summary>What .NET lacks for durability: fdatasync, and fsync of a directory so that a rename in it survives a power loss.</summary>
internal static partial class DurableFile
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const int Interrupted = 4; // EINTR

    /// <summary>fdatasync(2): the content and the length, without the times that cost a second write.</summary>
    /// <exception cref="IOException">The disk refused: what was written since the last sync may be lost.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FDataSync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException($"fdatasync failed: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>After a power loss the file is there whole, or as it was before.</summary>
    public static void WriteJson<T>(string path, T value)
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, value);
            file.Flush();
            Sync(file.SafeFileHandle);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var directory = OpenDirectory(path, ReadOnlyDirectory, 0);
        if (directory.IsInvalid) throw new IOException($"Cannot open {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        if (FSync(directory) != 0) throw new IOException($"fsync of {path} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenDirectory(string path, int flags, int mode);
}
