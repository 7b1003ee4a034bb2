using Microsoft.Extensions.Logging;

namespace Conference.Sfu;

internal sealed partial class Sfu
{
    [LoggerMessage(1000, LogLevel.Information, "Media: open UDP {Ports} to browsers; they are told the addresses {Addresses}")]
    private partial void LogPorts(string ports, string addresses);

    [LoggerMessage(1008, LogLevel.Information, "SRTP by {Ciphers}")]
    private partial void LogCiphers(string ciphers);

    [LoggerMessage(1004, LogLevel.Error, "Nobody reads the media plane's events: {Capacity} wait, further ones are lost")]
    private partial void LogEventsLost(int capacity);

    [LoggerMessage(1007, LogLevel.Warning, "UDP port {Port} has a {Direction} buffer of {Granted} octets, {Wanted} are wanted: bursts will be lost. Allow it with: sysctl -w {Sysctl}={Wanted}")]
    private partial void LogSmallBuffer(int port, string direction, long granted, int wanted, string sysctl);
}
