using System.Net;
using Conference.Load.Measuring;
using Conference.Sfu.Tests.Labs;

namespace Conference.Load.Scenarios.Hostile;

/// <summary>One kind of hostile traffic, from addresses that the server does not know, and what comes back to them.</summary>
/// <param name="next">The next datagram.</param>
internal sealed class HostileSource(string name, IPEndPoint target, Func<byte[]> next) : IDisposable
{
    /// <summary>Addresses that it comes from in turn.</summary>
    private const int Addresses = 8;

    private readonly Attacker[] _attackers = [.. Enumerable.Range(0, Addresses).Select(_ => new Attacker(target.Address, target))];
    private int _next;

    public HostileKind Figures
    {
        get
        {
            foreach (var attacker in _attackers) attacker.Count();
            return new HostileKind(name, _attackers.Sum(one => one.Datagrams), _attackers.Sum(one => one.BytesSent), _attackers.Sum(one => one.BytesReceived));
        }
    }

    public void Send() => _attackers[_next++ % Addresses].Send(next());

    public void Dispose()
    {
        foreach (var attacker in _attackers) attacker.Dispose();
    }
}
