using System.Buffers;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;

namespace Conference.Web.Uploads;

/// <summary>
/// Brings the bytes of uploads into the object store, piece by piece, so that nothing of them hangs on this process: what is acknowledged is stored, and any
/// server takes the next piece.
/// </summary>
internal sealed class UploadReceiver(UploadStore uploads, IObjectStore store) : IDisposable
{
    /// <summary>Bytes of a piece, and of memory per request.</summary>
    public const int PieceBytes = 4 << 20;

    /// <summary>Requests that hold a piece in memory at the same time; others wait.</summary>
    private const int MostAtOnce = 16;

    /// <summary>For what had come when a connection broke: it is worth keeping, and nobody waits for it.</summary>
    private static readonly TimeSpan LastPieceLimit = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);

    /// <summary>Stores the body behind what is there, as far as it comes.</summary>
    /// <returns>Bytes of the file that are stored now; null when another request brought other bytes for the same place, or the upload is gone.</returns>
    /// <exception cref="InvalidDataException">The body goes on beyond the file's end; what belongs to the file is stored.</exception>
    /// <exception cref="ObjectStoreException">The store does not answer; what was stored before stands.</exception>
    public async Task<long?> ReceiveAsync(Upload upload, Stream body, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var position = upload.Received; ;)
            {
                var wanted = (int)Math.Min(PieceBytes, upload.Length - position);
                var (length, broken) = await FillAsync(body, buffer.AsMemory(0, wanted));
                if (length > 0 && !await KeepAsync(upload.Id, position, new ArraySegment<byte>(buffer, 0, length), broken is null ? cancellationToken : null)) return null;
                position += length;
                if (broken is not null) throw broken;
                if (length == wanted && position < upload.Length) continue;
                if (position == upload.Length && await body.ReadAsync(buffer.AsMemory(0, 1), cancellationToken) > 0)
                    throw new InvalidDataException("The body is longer than the file.");
                return position;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _places.Release();
        }
    }

    /// <summary>Deletes all objects of an upload that nobody knows any more.</summary>
    public async Task DiscardAsync(Guid id, CancellationToken cancellationToken)
    {
        await foreach (var piece in store.ListAsync(Upload.PrefixOf(id), cancellationToken)) await store.DeleteAsync(piece.Key, cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> KeepAsync(Guid id, long position, ArraySegment<byte> bytes, CancellationToken? cancellationToken)
    {
        using var limit = new CancellationTokenSource(LastPieceLimit);
        var token = cancellationToken ?? limit.Token;
        // A name of its own: a request that comes too late must not write over what was acknowledged.
        var piece = new UploadPiece { UploadId = id, Position = position, Length = bytes.Count, ObjectKey = $"{Upload.PrefixOf(id)}{position:D15}-{Guid.NewGuid():N}" };
        using var content = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        await store.PutAsync(piece.ObjectKey, content, "application/octet-stream", token);
        if (await uploads.AppendAsync(piece, token)) return true;
        await store.DeleteAsync(piece.ObjectKey, token);
        return false;
    }

    /// <summary>
    /// Reads until the buffer is full or the body ends; what broke the connection comes back with what had come. Not with the request's token: that is cancelled
    /// when the other side closes, while the last bytes it sent still wait to be read.
    /// </summary>
    private static async Task<(int Length, Exception? Broken)> FillAsync(Stream body, Memory<byte> buffer)
    {
        var length = 0;
        try
        {
            while (length < buffer.Length && await body.ReadAsync(buffer[length..], CancellationToken.None) is var read and > 0) length += read;
            return (length, null);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return (length, e);
        }
    }
}
