using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class RecordingFilesTable : IEntityTypeConfiguration<RecordingFile>
{
    public void Configure(EntityTypeBuilder<RecordingFile> table)
    {
        table.ToTable("recording_files");
        table.Property(f => f.Kind).HasMaxLength(50);
        table.Property(f => f.Variant).HasMaxLength(100);
        table.Property(f => f.ContentType).HasMaxLength(100);
        table.Property(f => f.Cuts).IsSpans(cut => (cut.StartMilliseconds, cut.EndMilliseconds), (start, end) => new RecordingCut(start, end));
        table.HasOne<Recording>().WithMany().HasForeignKey(f => f.RecordingId).OnDelete(DeleteBehavior.Cascade);
        table.HasIndex(f => new { f.RecordingId, f.Kind, f.Variant }).IsUnique();
    }
}
