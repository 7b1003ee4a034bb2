using System.Net;
using Conference.Sfu.Net;

namespace Conference.Sfu.Control;

/// <summary>The settings of the media plane. A wrong one stops the start with a sentence that names it.</summary>
public sealed class SfuOptions
{
    /// <summary>
    /// How many Workers: each is one thread with one UDP port. A room lives on one of them, and others help when it is large. 0 means one per two cores, at least one:
    /// about half the cost of a forwarded packet is the kernel's network stack, which runs on the neighbour core (soft interrupts), and the
    /// hub, the recorder and FFmpeg want the rest.
    /// </summary>
    public int Workers { get; set; }

    /// <summary>
    /// Subscribers of one room that a Worker serves before another helps; one that works more than 60 % of its time gets help earlier. 500 with camera, screen and
    /// voice (400 packets/s each) are 200,000 packets/s, a third of what one core carried in the bench.
    /// </summary>
    public int SubscribersPerWorker { get; set; } = 500;

    /// <summary>The UDP port of the first Worker; the others follow it. 0 lets the system choose (tests).</summary>
    public int UdpPort { get; set; } = 10000;

    /// <summary>
    /// The addresses that browsers are told to send to, when they differ from the machine's own (1:1 NAT, several allowed). Empty means every
    /// address of every interface that is up, loopback last. The sockets listen on all addresses in either case.
    /// </summary>
    public IList<string> PublicAddresses { get; set; } = [];

    /// <summary>Bytes that each socket may hold in either direction: 4 MiB is 25 ms at 1.3 Gbit/s. The kernel caps it at net.core.rmem_max and wmem_max.</summary>
    public int SocketBufferBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Packets of one subscriber that leave as one message, which the kernel or the network card cuts again (UDP GSO): 8 cost the kernel 0.80 us
    /// each instead of 2.65, 16 cost 0.6, and more bring little. They reach the subscriber's link in one burst, which is why there is a cap: 16 are 19 kB,
    /// what a home router's queue takes. 1 sends each by itself.
    /// </summary>
    public int PacketsPerMessage { get; set; } = SegmentRun.DefaultCap;

    /// <summary>
    /// Microseconds that a Worker waits, at most, for the rest of a video frame whose first packets woke it, when it goes to many subscribers; 0 sends
    /// what is there. 150 is what a burst of 32 packets takes at 2.5 Gbit/s, and what made frames of ten leave as one message instead of two. Where waiting brings
    /// nothing, because packets come spaced out, it is left out fifteen times of sixteen.
    /// </summary>
    public int GatherMicroseconds { get; set; } = 150;

    /// <summary>
    /// Steps of nice by which a Worker's thread goes before the rest of the machine's work, where the system permits it (CAP_SYS_NICE, RLIMIT_NICE); 0 leaves it where it
    /// is. Ten steps are nine times the weight on a contended core: media waits for nobody, and a hub on the same core still has a tenth of it.
    /// </summary>
    public int NiceSteps { get; set; } = 10;

    /// <summary>Sending m= sections that one participant may have at a time: microphone, camera, screen and its sound, twice.</summary>
    public int MaxTracksPerParticipant { get; set; } = 8;

    /// <summary>Packets (of at most 2 KiB) that a Tap may be behind before they are dropped by name: 8192 is about 8 s of a busy room.</summary>
    public int TapCapacity { get; set; } = 8192;

    /// <summary>Uses System.Net.Sockets even where recvmmsg and sendmmsg are there.</summary>
    public bool PortableSockets { get; set; }

    /// <summary>The number of Workers after the default is resolved.</summary>
    internal int WorkerCount => Workers > 0 ? Workers : Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Checks every setting and returns the parsed public addresses.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it and says what it may be.</exception>
    internal IReadOnlyList<IPAddress> Validate()
    {
        Require(Workers is >= 0 and <= 256, $"{nameof(Workers)} is {Workers}; it may be 0 (one per two cores) to 256.");
        Require(SubscribersPerWorker >= 1, $"{nameof(SubscribersPerWorker)} is {SubscribersPerWorker}; it must be at least 1.");
        Require(UdpPort == 0 || (UdpPort >= 1 && UdpPort + WorkerCount - 1 <= 65535),
            $"{nameof(UdpPort)} is {UdpPort}; it may be 1 to {65536 - WorkerCount}, because {WorkerCount} ports follow from it.");
        Require(SocketBufferBytes is >= 64 * 1024 and <= 1024 * 1024 * 1024,
            $"{nameof(SocketBufferBytes)} is {SocketBufferBytes}; it may be 65536 (64 KiB) to 1073741824 (1 GiB).");
        Require(PacketsPerMessage is >= 1 and <= 32, $"{nameof(PacketsPerMessage)} is {PacketsPerMessage}; it may be 1 (each by itself) to 32.");
        Require(GatherMicroseconds is >= 0 and <= 5000, $"{nameof(GatherMicroseconds)} is {GatherMicroseconds}; it may be 0 (never wait) to 5000.");
        Require(NiceSteps is >= 0 and <= 20, $"{nameof(NiceSteps)} is {NiceSteps}; it may be 0 (as the system does) to 20.");
        Require(MaxTracksPerParticipant is >= 1 and <= 64, $"{nameof(MaxTracksPerParticipant)} is {MaxTracksPerParticipant}; it may be 1 to 64.");
        Require(TapCapacity is >= 64 and <= 1024 * 1024, $"{nameof(TapCapacity)} is {TapCapacity}; it may be 64 to 1048576.");
        var addresses = new List<IPAddress>();
        foreach (var text in PublicAddresses)
        {
            Require(IPAddress.TryParse(text, out var address), $"{nameof(PublicAddresses)} has \"{text}\", which is not an IPv4 or IPv6 address.");
            Require(!address!.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any),
                $"{nameof(PublicAddresses)} has \"{text}\"; a browser cannot send to it. Name the address that reaches this machine.");
            addresses.Add(address);
        }

        return addresses;
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds) throw new ArgumentException("Sfu:" + sentence);
    }
}
