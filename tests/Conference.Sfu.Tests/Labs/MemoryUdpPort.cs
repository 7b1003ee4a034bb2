using Conference.Rtc;
using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Labs;

/// <summary>A port without a network: tests and benchmarks put datagrams in and take out what the Worker sent.</summary>
internal sealed class MemoryUdpPort(int port = 10000) : IUdpPort
{
    private readonly Queue<(RemoteEndPoint From, byte[] Buffer, int Length)> _incoming = new(1024);
    private readonly Stack<byte[]> _free = new(1024); // buffers come back, so that a benchmark of what lies behind the port sees no allocation of it
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Takes each sent datagram; it may look at the bytes during the call only.</summary>
    public delegate void Sent(in RemoteEndPoint to, ReadOnlySpan<byte> datagram);

    public Sent? OnSent { get; set; }

    /// <summary>Sees each datagram that is put in.</summary>
    public Action<ReadOnlyMemory<byte>>? OnDelivered { get; set; }

    public int Port { get; } = port;

    public bool HasIPv6 => true;

    public UdpPortCounters Counters { get; } = new();

    /// <summary>Messages that a port with segmentation offload would have made of what was sent.</summary>
    public long Messages { get; private set; }

    public void Deliver(in RemoteEndPoint from, ReadOnlySpan<byte> datagram)
    {
        if (!_free.TryPop(out var buffer)) buffer = new byte[DatagramBatch.SlotLength];
        datagram.CopyTo(buffer);
        OnDelivered?.Invoke(buffer.AsMemory(0, datagram.Length));
        _incoming.Enqueue((from, buffer, datagram.Length));
    }

    /// <summary>What happens while somebody waits, instead of waiting.</summary>
    public Action? OnWait { get; set; }

    public void Wait(long microseconds)
    {
        if (OnWait is { } happens) happens();
        else _wake.Wait(microseconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMicroseconds(microseconds));
    }

    public void Wake() => _wake.Release();

    public int Receive(DatagramBatch batch)
    {
        batch.Clear();
        while (!batch.IsFull && _incoming.TryDequeue(out var item))
        {
            item.Buffer.AsSpan(0, item.Length).CopyTo(batch.Free);
            batch.Add(item.Length, item.From);
            _free.Push(item.Buffer);
            Counters.DatagramsIn++;
            Counters.BytesIn += item.Length;
        }

        return batch.Count;
    }

    public void Send(Outbox outbox)
    {
        for (var rest = outbox.Entries; !rest.IsEmpty; rest = rest[SegmentRun.Length(rest, SegmentRun.DefaultCap)..]) Messages++;
        foreach (ref readonly var entry in outbox.Entries)
        {
            Counters.DatagramsOut++;
            Counters.BytesOut += entry.Length;
            OnSent?.Invoke(entry.To, outbox.Datagram(entry));
        }
    }

    public void Dispose() => _wake.Dispose();
}
