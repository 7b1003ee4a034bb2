using Conference.Rtc.Rtcp;

namespace Conference.Rtc.Tests.Rtcp;

/// <summary>Writes one RTCP message; false when it does not fit.</summary>
internal delegate bool WriteMessage(ref RtcpWriter writer);
