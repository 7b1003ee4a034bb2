namespace Conference.Load.Recordings;

/// <summary>What a <see cref="RecorderProgram"/> is started with.</summary>
/// <param name="Folder">Of its store and its spool.</param>
/// <param name="Media">File of the <see cref="LectureMedia"/> that it sends itself.</param>
/// <param name="Speed">Times as fast as the clock.</param>
internal sealed record RecorderPlan(string Database, string Folder, string Media, double Speed);
