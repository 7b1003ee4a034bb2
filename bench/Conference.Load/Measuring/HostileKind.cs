namespace Conference.Load.Measuring;

/// <summary>What one kind of hostile traffic brought, and what came back to whom it seemed to be from.</summary>
/// <param name="Bytes">Of the datagrams' payloads, as <paramref name="BytesBack"/>.</param>
internal sealed record HostileKind(string Name, long Datagrams, long Bytes, long BytesBack)
{
    public double BytesBackPerByte => Bytes == 0 ? 0 : (double)BytesBack / Bytes;
}
