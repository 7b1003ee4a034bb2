namespace Conference.Load.Servers;

/// <summary>Where a server is to run.</summary>
/// <param name="Core">The only core it may use; null lets the system choose.</param>
/// <param name="MediaAddress">The address it tells its peers to send media to.</param>
internal sealed record ServerSetting(int? Core, string MediaAddress);
