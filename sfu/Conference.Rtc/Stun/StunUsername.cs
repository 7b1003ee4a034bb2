using Conference.Rtc.Ice;

namespace Conference.Rtc.Stun;

/// <summary>The USERNAME of an ICE check: the receiver's fragment, a colon, the sender's (RFC 8445 §7.2.2).</summary>
public static class StunUsername
{
    /// <summary>
    /// Reads our fragment from a Binding request of an unknown 5-tuple, for finding the Transport that can authenticate it. False for
    /// everything that is not a Binding request to one of our fragments. Proves nothing about the sender.
    /// </summary>
    public static bool TryReadLocalUfrag(ReadOnlySpan<byte> datagram, out IceUfrag ufrag)
    {
        ufrag = default;
        if (!StunMessage.IsBindingRequest(datagram))
            return false;
        var attributes = new StunAttributeEnumerator(datagram);
        while (attributes.MoveNext())
        {
            if (attributes.Current.Type != StunAttributeType.Username)
                continue;
            var username = attributes.Current.Value;
            var colon = username.IndexOf((byte)':');
            return colon > 0 && IceUfrag.TryParse(username[..colon], out ufrag);
        }
        return false;
    }
}
