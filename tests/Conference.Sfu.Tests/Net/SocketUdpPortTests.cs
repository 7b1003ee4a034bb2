using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

public sealed class SocketUdpPortTests() : UdpPortConformance(new SocketUdpPort(0, 1 << 20));
