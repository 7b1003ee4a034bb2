using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Recorder.Tests.Media;

/// <summary>A lecture whose recording is asked for.</summary>
internal static class RequestedRecording
{
    /// <returns>The recording, and the participant who speaks in it.</returns>
    public static async Task<(Recording Recording, Guid Teacher)> CreateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var owner = new Person { Id = id, Name = "Ann", UserName = $"ann-{id:N}", Email = $"ann-{id:N}@example.org", CreatedAt = DateTimeOffset.UtcNow };
        await using (var context = await services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(cancellationToken))
        {
            context.Add(owner);
            await context.SaveChangesAsync(cancellationToken);
        }

        var lectures = services.GetRequiredService<LectureStore>();
        var room = await services.GetRequiredService<RoomStore>().CreateAsync(owner.Id, "Physics", cancellationToken);
        var lecture = await lectures.StartOrGetAsync(room.Id, cancellationToken);
        var teacher = await lectures.AddParticipantAsync(lecture.Id, Guid.CreateVersion7(), "Ann", ParticipantRole.Teacher, owner.Id, cancellationToken);
        var recording = await services.GetRequiredService<RecordingStore>().RequestAsync(lecture.Id, owner.Id, cancellationToken);
        return (recording ?? throw new InvalidOperationException("The recording was refused."), teacher.Id);
    }
}
