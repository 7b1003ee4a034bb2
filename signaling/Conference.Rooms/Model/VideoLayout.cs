namespace Conference.Rooms.Model;

/// <summary>How a composed video shows a recording.</summary>
public enum VideoLayout
{
    /// <summary>The screen large, cameras in a column beside it; whichever is alone fills the picture.</summary>
    ScreenAndCamera,
    /// <summary>One camera, the teacher's first.</summary>
    Camera,
    /// <summary>Screens and cameras, all alike.</summary>
    Grid,
}
