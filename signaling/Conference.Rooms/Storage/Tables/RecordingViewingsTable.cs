using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class RecordingViewingsTable : IEntityTypeConfiguration<RecordingViewing>
{
    public void Configure(EntityTypeBuilder<RecordingViewing> table)
    {
        table.ToTable("recording_viewings");
        table.HasKey(v => new { v.RecordingId, v.ViewerId });
        table.Property(v => v.Watched).IsSpans(span => (span.StartMilliseconds, span.EndMilliseconds), (start, end) => new WatchedSpan(start, end));
        table.HasOne<Recording>().WithMany().HasForeignKey(v => v.RecordingId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(v => v.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
