using System.Buffers.Binary;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Dtls;

/// <summary>
/// One DTLS 1.2 association over libssl with memory BIOs: datagrams in, datagrams out, keys for SRTP at the end. The caller sees to it
/// that datagrams come from a validated address, which stands in for the cookie exchange (RFC 8842 §5), and compares the fingerprint.
/// </summary>
/// <remarks>
/// Retransmission runs on injected time: the last flight is kept and sent again octet for octet, which anti-replay makes harmless for
/// records that did arrive. OpenSSL's own timer reads the system clock and is put to rest.
/// </remarks>
internal sealed unsafe class DtlsSession : IDisposable
{
    /// <summary>Fits the IPv6 minimum MTU of 1280 with room for tunnels; browsers use the same.</summary>
    public const int MaxDatagramLength = 1200;

    /// <summary>RFC 6347 §4.2.4.1 allows less than its 1 s where latency matters; a spurious retransmission costs 2 kB.</summary>
    private const int FirstRetransmissionMilliseconds = 200;

    private const int MaxRetransmissionMilliseconds = 3_200;
    private const int HandshakeTimeoutMilliseconds = 30_000;

    private const int RecordHeaderLength = 13;
    private const int RecordLengthOffset = 11;
    private const byte ContentTypeChangeCipherSpec = 20;
    private const byte ContentTypeHandshake = 22;

    /// <summary>OpenSSL's reason codes from here on are alerts that came from the peer (SSL_AD_REASON_OFFSET).</summary>
    private const uint AlertReasonOffset = 1000;

    private const uint ReasonMask = 0x7FFFFF;

    private readonly DtlsContext _context;
    private readonly DtlsRole _role;
    private readonly TransportCounters _counters;
    private SslHandle? _handle;
    private nint _ssl;
    private nint _readBio;
    private nint _writeBio;
    private byte[] _flight = [];
    private bool _hasReleased;
    private int _retransmissionMilliseconds = FirstRetransmissionMilliseconds;
    private Timestamp _retransmit = Timestamp.Never;
    private Timestamp _deadline = Timestamp.Never;

    public DtlsSession(DtlsContext context, DtlsRole role, TransportCounters counters)
    {
        _context = context;
        _role = role;
        _counters = counters;
    }

    public DtlsState State { get; private set; } = DtlsState.Handshaking;

    /// <summary>Sends the ClientHello, or as the server starts to wait for one. Does nothing the second time.</summary>
    public void Start(Timestamp now, in RemoteEndPoint to, Outbox outbox)
    {
        if (_deadline != Timestamp.Never)
            return;
        _deadline = now.AddMilliseconds(HandshakeTimeoutMilliseconds);
        if (_role == DtlsRole.Server)
            return;
        Open();
        Advance(now, to, outbox);
    }

    /// <summary>False when the datagram brought nothing: OpenSSL rejected it, or it was application data.</summary>
    public bool TryReceive(Timestamp now, ReadOnlySpan<byte> datagram, in RemoteEndPoint to, Outbox outbox)
    {
        if (State is DtlsState.Closed or DtlsState.Failed || !HoldsWholeRecords(datagram))
            return false;
        Start(now, to, outbox);
        Open();
        fixed (byte* octets = datagram)
            _ = LibCrypto.BIO_write(_readBio, octets, datagram.Length);
        BorrowBuffers();
        var useful = State == DtlsState.Handshaking ? Advance(now, to, outbox) : ReadAlerts();
        var answered = SendPending(to, outbox, keep: false);
        // A flight that is repeated octet for octet is a replay to OpenSSL, so it will not repeat its own last flight in return: we do.
        var isHandshake = datagram[0] is ContentTypeChangeCipherSpec or ContentTypeHandshake;
        if (State == DtlsState.Connected && _role == DtlsRole.Server && !answered && !useful && isHandshake)
        {
            SendDatagrams(_flight, to, outbox);
            return true;
        }
        return useful || answered;
    }

    /// <summary>Repeats the last flight when it is time; returns when to be called again.</summary>
    public Timestamp HandleTimeout(Timestamp now, in RemoteEndPoint to, Outbox outbox)
    {
        if (State != DtlsState.Handshaking)
            return Timestamp.Never;
        if (now >= _deadline)
        {
            State = DtlsState.Failed;
            return Timestamp.Never;
        }
        if (now >= _retransmit)
        {
            SendDatagrams(_flight, to, outbox);
            _retransmissionMilliseconds = Math.Min(_retransmissionMilliseconds * 2, MaxRetransmissionMilliseconds);
            _retransmit = now.AddMilliseconds(_retransmissionMilliseconds);
        }
        return Timestamp.Min(_retransmit, _deadline);
    }

    /// <summary>The fingerprint of the certificate that the peer proved to own; false before the handshake ended.</summary>
    public bool TryGetPeerFingerprint(out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        if (State != DtlsState.Connected)
            return false;
        var certificate = LibSsl.SSL_get1_peer_certificate(_ssl);
        if (certificate == 0)
            return false;
        try
        {
            var der = new byte[LibCrypto.i2d_X509(certificate, null)];
            fixed (byte* start = der)
            {
                var cursor = start;
                _ = LibCrypto.i2d_X509(certificate, &cursor);
            }
            fingerprint = DtlsFingerprint.OfCertificate(der);
            return true;
        }
        finally
        {
            LibCrypto.X509_free(certificate);
        }
    }

    /// <summary>The SRTP profile on which both sides agreed; false if they did not.</summary>
    public bool TryGetProfile(out SrtpProfile profile)
    {
        var selected = LibSsl.SSL_get_selected_srtp_profile(_ssl);
        profile = selected is null ? default : (SrtpProfile)selected->Id;
        return profile is SrtpProfile.AeadAes128Gcm or SrtpProfile.Aes128CmHmacSha1Tag80;
    }

    /// <summary>Exports keys for SRTP (RFC 5764 §4.2): client key, server key, client salt, server salt.</summary>
    public bool TryExportKeyingMaterial(Span<byte> destination)
    {
        fixed (byte* output = destination)
        fixed (byte* label = "EXTRACTOR-dtls_srtp"u8)
        {
            var length = (nuint)"EXTRACTOR-dtls_srtp"u8.Length;
            return LibSsl.SSL_export_keying_material(_ssl, output, (nuint)destination.Length, label, length, null, 0, 0) == 1;
        }
    }

    /// <summary>Sends close_notify if there is an association to close.</summary>
    public void Close(in RemoteEndPoint to, Outbox outbox)
    {
        if (State != DtlsState.Connected)
            return;
        State = DtlsState.Closed;
        LibCrypto.ERR_clear_error();
        if (_hasReleased && LibSsl.SSL_alloc_buffers(_ssl) != 1)
            return; // no memory for a farewell; the other side's consent runs out instead
        _hasReleased = false;
        _ = LibSsl.SSL_shutdown(_ssl);
        SendPending(to, outbox, keep: false);
    }

    /// <summary>
    /// Gives back what OpenSSL keeps for records to come, 33 of a session's 49 kB: after the handshake none comes for hours but an alert.
    /// </summary>
    public void ReleaseBuffers()
    {
        if (State == DtlsState.Connected)
            _hasReleased = LibSsl.SSL_free_buffers(_ssl) == 1;
    }

    public void Dispose() => _handle?.Dispose();

    /// <summary>Before libssl reads or writes again: for DTLS it takes its write buffer for granted.</summary>
    private void BorrowBuffers()
    {
        if (!_hasReleased)
            return;
        if (LibSsl.SSL_alloc_buffers(_ssl) != 1)
            throw OpenSslException.FromErrorQueue("SSL_alloc_buffers");
        _hasReleased = false;
    }

    /// <summary>
    /// Makes the SSL, at the last moment: it takes 20 us and 30 kB, and a class that is told of its first track has three hundred transports at once.
    /// </summary>
    private void Open()
    {
        if (_handle is not null)
            return;
        _ssl = _context.NewSession();
        _handle = new SslHandle(_ssl);
        if (_handle.IsInvalid)
            throw OpenSslException.FromErrorQueue("SSL_new");
        _readBio = NewMemoryBio();
        _writeBio = NewMemoryBio();
        LibSsl.SSL_set_bio(_ssl, _readBio, _writeBio);
        LibSsl.SSL_ctrl(_ssl, LibSsl.ControlSetMtu, MaxDatagramLength, null);
        LibSsl.DTLS_set_timer_cb(_ssl, &LibSsl.NeverRetransmit);
        if (_role == DtlsRole.Server)
            LibSsl.SSL_set_accept_state(_ssl);
        else
            LibSsl.SSL_set_connect_state(_ssl);
    }

    private static nint NewMemoryBio()
    {
        var bio = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        if (bio == 0)
            throw OpenSslException.FromErrorQueue("BIO_new");
        // An empty BIO means "come again", not "end of file".
        LibCrypto.BIO_ctrl(bio, LibCrypto.BioControlSetMemoryEofReturn, -1, null);
        return bio;
    }

    private static bool HoldsWholeRecords(ReadOnlySpan<byte> datagram)
    {
        while (!datagram.IsEmpty)
        {
            var length = RecordLength(datagram);
            if (length > datagram.Length)
                return false;
            datagram = datagram[length..];
        }
        return true;
    }

    private static int RecordLength(ReadOnlySpan<byte> records) =>
        records.Length < RecordHeaderLength
            ? int.MaxValue
            : RecordHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(records[RecordLengthOffset..]);

    private bool Advance(Timestamp now, in RemoteEndPoint to, Outbox outbox)
    {
        LibCrypto.ERR_clear_error();
        var result = LibSsl.SSL_do_handshake(_ssl);
        if (result == 1)
        {
            State = DtlsState.Connected;
            _retransmit = Timestamp.Never;
            SendPending(to, outbox, keep: true);
            return true;
        }
        if (LibSsl.SSL_get_error(_ssl, result) != LibSsl.ErrorWantRead)
        {
            State = IsPeersAlert(LibCrypto.ERR_get_error()) ? DtlsState.Closed : DtlsState.Failed;
            SendPending(to, outbox, keep: false);
            return false;
        }
        if (SendPending(to, outbox, keep: true))
        {
            _retransmissionMilliseconds = FirstRetransmissionMilliseconds;
            _retransmit = now.AddMilliseconds(_retransmissionMilliseconds);
        }
        return true;
    }

    /// <summary>After the handshake only alerts matter: close_notify and fatal ones end the association.</summary>
    private bool ReadAlerts()
    {
        const int Length = 2048;
        var scratch = stackalloc byte[Length];
        LibCrypto.ERR_clear_error();
        int result;
        do
        {
            result = LibSsl.SSL_read(_ssl, scratch, Length);
        }
        while (result > 0);
        switch (LibSsl.SSL_get_error(_ssl, result))
        {
            case LibSsl.ErrorWantRead:
                return false;
            default:
                State = DtlsState.Closed;
                return true;
        }
    }

    private static bool IsPeersAlert(ulong error) => (error & ReasonMask) >= AlertReasonOffset;

    /// <summary>Sends what OpenSSL wrote; keeps it as the flight to repeat if asked to. False if there was nothing.</summary>
    private bool SendPending(in RemoteEndPoint to, Outbox outbox, bool keep)
    {
        var pending = (int)LibCrypto.BIO_ctrl_pending(_writeBio);
        if (pending == 0)
            return false;
        var records = new byte[pending];
        fixed (byte* output = records)
            _ = LibCrypto.BIO_read(_writeBio, output, pending);
        if (keep)
            _flight = records;
        SendDatagrams(records, to, outbox);
        return true;
    }

    /// <summary>A memory BIO keeps no datagram boundaries: cuts at record headers, as many records to a datagram as fit.</summary>
    private void SendDatagrams(ReadOnlySpan<byte> records, in RemoteEndPoint to, Outbox outbox)
    {
        while (!records.IsEmpty)
        {
            var length = RecordLength(records);
            while (length < records.Length && RecordLength(records[length..]) <= MaxDatagramLength - length)
                length += RecordLength(records[length..]);
            records[..length].CopyTo(outbox.Reserve());
            outbox.Commit(length, to);
            _counters.CountSent(length);
            records = records[length..];
        }
    }
}
