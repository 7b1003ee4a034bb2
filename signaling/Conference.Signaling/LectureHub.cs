using Microsoft.AspNetCore.SignalR;

namespace Conference.Signaling;

/// <summary>The one SignalR hub. Thin: it finds the caller's seat and hands the call to its room.</summary>
internal sealed class LectureHub : Hub<ILectureClient>;
