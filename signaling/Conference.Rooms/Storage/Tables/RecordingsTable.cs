using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class RecordingsTable : IEntityTypeConfiguration<Recording>
{
    public void Configure(EntityTypeBuilder<Recording> table)
    {
        table.ToTable("recordings", t =>
        {
            t.HasCheckConstraint("ck_recordings_state", EnumCheck.For<RecordingState>("state"));
            t.HasCheckConstraint("ck_recordings_warning", EnumCheck.For<RecordingWarning>("warning"));
        });
        table.Property(r => r.Warning).HasConversion<string>();
        table.Property(r => r.Cuts).IsSpans(cut => (cut.StartMilliseconds, cut.EndMilliseconds), (start, end) => new RecordingCut(start, end));
        table.Property(r => r.State).HasConversion<string>();
        table.Property(r => r.ShareCode).HasMaxLength(RoomCode.ShareLength);
        table.HasIndex(r => r.ShareCode).IsUnique();
        table.Property(r => r.Title).HasMaxLength(200);
        table.Property(r => r.IsKept).HasDefaultValue(false);
        table.Property(r => r.Slides).HasDefaultValueSql("'{}'").HasConversion(
            slides => slides.ToArray(), numbers => numbers,
            new ValueComparer<IReadOnlyList<long>>((a, b) => (a ?? Array.Empty<long>()).SequenceEqual(b ?? Array.Empty<long>()), slides => slides.Count, slides => slides.ToArray()));
        table.Property(r => r.Pauses).HasDefaultValueSql("'{}'").HasConversion(
            turns => turns.ToArray(), turns => turns,
            new ValueComparer<IReadOnlyList<DateTimeOffset>>(
                (a, b) => (a ?? Array.Empty<DateTimeOffset>()).SequenceEqual(b ?? Array.Empty<DateTimeOffset>()), turns => turns.Count, turns => turns.ToArray()));
        table.HasOne(r => r.Lecture).WithMany().HasForeignKey(r => r.LectureId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(r => r.RequestedById).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(r => new { r.LectureId, r.RequestedAt });
        table.HasIndex(r => r.LectureId).IsUnique().HasFilter("state IN ('Requested', 'Recording')");
    }
}
