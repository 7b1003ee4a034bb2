using System.Collections.Concurrent;
using Conference.Load.Peers;

namespace Conference.Load.Crowd;

/// <summary>The crowd's media connections on a thread of their own. Nothing is sent to them but checks, so it looks at them seldom.</summary>
internal sealed class CrowdMedia : IDisposable
{
    private const int LookMilliseconds = 10;

    private readonly ConcurrentQueue<(Peer Peer, string Description)> _arriving = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private int _connected;

    public CrowdMedia()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "crowd media" };
        _thread.Start();
    }

    public int Connected => Volatile.Read(ref _connected);

    /// <summary>Lets a peer connect to whom that description is of; it is the thread's from now on.</summary>
    public void Add(Peer peer, string description) => _arriving.Enqueue((peer, description));

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        var peers = new List<Peer>();
        using var batch = new ReceiveBatch();
        while (!_stop.IsCancellationRequested)
        {
            while (_arriving.TryDequeue(out var arriving))
            {
                arriving.Peer.Connect(arriving.Description);
                peers.Add(arriving.Peer);
            }

            var connected = 0;
            foreach (var peer in peers)
            {
                peer.Turn(Clock.Now, batch);
                if (peer.IsConnected) connected++;
            }

            Volatile.Write(ref _connected, connected);
            _stop.Token.WaitHandle.WaitOne(LookMilliseconds);
        }

        foreach (var peer in peers)
        {
            peer.Close();
            peer.Dispose();
        }
    }
}
