using System.Runtime.InteropServices;

namespace Conference.Rtc;

/// <summary>OpenSSL refused something that does not depend on the network: a fault of the installation, seen at start.</summary>
public sealed class OpenSslException : Exception
{
    public OpenSslException(string message)
        : base(message)
    {
    }

    internal static unsafe OpenSslException FromErrorQueue(string function)
    {
        const int Length = 256;
        var text = stackalloc byte[Length];
        LibCrypto.ERR_error_string_n(LibCrypto.ERR_get_error(), text, Length);
        return new OpenSslException($"{function} failed: {Marshal.PtrToStringUTF8((nint)text)}");
    }
}
