namespace Conference.Recorder.Archive;

/// <summary>A file of a <see cref="ZipWriter"/>, as far as it is known before its content is.</summary>
/// <param name="Name">Path with slashes, as the reader sees it.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ZipEntry(string Name, long Length);
