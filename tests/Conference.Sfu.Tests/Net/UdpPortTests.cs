using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

public sealed class UdpPortTests() : UdpPortConformance(new UdpPort(0, 1 << 20));
