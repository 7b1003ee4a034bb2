using System.Text;
using Conference.Load.Peers;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Stun;

namespace Conference.Load.Scenarios.Hostile;

/// <summary>What an attacker sends who listens to the publisher's line and knows no key.</summary>
/// <param name="heard">What the publisher has sent.</param>
internal sealed class HostileDatagrams(IReadOnlyList<byte[]> heard, byte[] clientHello, byte[] wrongCheck)
{
    // First bytes that RFC 7983 gives to STUN, DTLS, TURN channels, RTP and RTCP, and two that belong to nobody.
    private static readonly byte[] FirstBytes = [0, 1, 20, 22, 64, 128, 144, 200, 255];

    private readonly Random _random = new(20261121);

    /// <param name="certificate">The attacker's.</param>
    /// <param name="description">The server's to the publisher: the attacker knows its user name, too, but not its password.</param>
    /// <param name="ufrag">The publisher's.</param>
    public static HostileDatagrams Of(IReadOnlyList<byte[]> heard, DtlsCertificate certificate, string description, string ufrag) =>
        new([.. heard.Where(datagram => datagram[0] >= 128)], ClientHello(certificate), WrongCheck(Descriptions.Server(description).IceUfrag, ufrag));

    public byte[] Random()
    {
        var noise = new byte[_random.Next(1, 1400)];
        _random.NextBytes(noise);
        noise[0] = FirstBytes[_random.Next(FirstBytes.Length)];
        return noise;
    }

    public byte[] Hello() => clientHello;

    public byte[] Check() => wrongCheck;

    /// <summary>As it was heard: whole and authentic, but not for the first time.</summary>
    public byte[] Replay() => heard[_random.Next(heard.Count)];

    /// <summary>Cut short, or one of its octets changed.</summary>
    public byte[] Damaged()
    {
        var packet = Replay();
        if (_random.Next(2) == 0) return packet[.._random.Next(1, packet.Length)];
        packet = [.. packet];
        packet[_random.Next(1, packet.Length)] ^= (byte)_random.Next(1, 256);
        return packet;
    }

    private static byte[] ClientHello(DtlsCertificate certificate)
    {
        var said = new Said();
        using var outbox = new Outbox(said);
        using var session = new DtlsSession(certificate.Context, DtlsRole.Client, new TransportCounters());
        session.Start(Clock.Now, default, outbox);
        outbox.Flush();
        return said.Datagrams[0];
    }

    /// <summary>RFC 8445 §7.2.2: a check of the publisher's, with a password that is not the server's.</summary>
    private static byte[] WrongCheck(string serverUfrag, string ownUfrag)
    {
        var datagram = new byte[256];
        var writer = new StunMessageWriter(datagram, StunClass.Request, new byte[12]);
        writer.AddBytes(StunAttributeType.Username, Encoding.UTF8.GetBytes($"{serverUfrag}:{ownUfrag}"));
        writer.AddUInt64(StunAttributeType.IceControlling, 1);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddIntegrity(Encoding.UTF8.GetBytes(new string('x', 24)));
        writer.AddFingerprint();
        return datagram[..writer.Length];
    }

    private sealed class Said : IOutboxSink
    {
        public List<byte[]> Datagrams { get; } = [];

        public void Send(Outbox outbox)
        {
            foreach (ref readonly var entry in outbox.Entries) Datagrams.Add(outbox.Datagram(entry).ToArray());
        }
    }
}
