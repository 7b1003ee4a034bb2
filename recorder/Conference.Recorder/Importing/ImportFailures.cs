namespace Conference.Recorder.Importing;

/// <summary>Why a file does not become a recording; the pages have words for each.</summary>
internal static class ImportFailures
{
    /// <summary>ffmpeg cannot read it: it is no video, or its end is missing.</summary>
    public const string Unreadable = "import-unreadable";

    /// <summary>It has neither picture nor sound.</summary>
    public const string Empty = "import-empty";

    /// <summary>The picture is larger than any screen.</summary>
    public const string TooLarge = "import-picture-too-large";

    /// <summary>The pieces of it are gone.</summary>
    public const string Gone = "import-gone";
}
