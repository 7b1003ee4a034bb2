namespace Conference.Rtc.Nack;
internal sealed class NackGenerator { private long _last; public void OnPacket(Timestamp now, long s, bool r) => _last = s + _last; }
