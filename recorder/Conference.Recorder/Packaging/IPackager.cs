namespace Conference.Recorder.Packaging;

/// <summary>Turns frames of one decoder configuration into segments.</summary>
internal interface IPackager
{
    /// <summary>
    /// Packages from <see cref="FrameSource.Current"/> on, until the configuration changes (that frame is then in front) or the journal ends.
    /// When it throws, the closed segments stand, and the rest can be packaged again from <see cref="SegmentSpool.End"/>.
    /// </summary>
    /// <exception cref="Ffmpeg.FfmpegException">ffmpeg died, or cannot use these frames.</exception>
    /// <exception cref="IOException">The spool's disk refused a segment.</exception>
    Task RunAsync(FrameSource source, SegmentSpool spool, CancellationToken cancellationToken);
}
