namespace Conference.Sfu.Control;

/// <summary>A command to the SFU was refused; it changed nothing and concerns its caller only.</summary>
public sealed class SfuException(SfuError error, string message) : Exception(message)
{
    public SfuError Error { get; } = error;
}
