using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class PartsTable : IEntityTypeConfiguration<Part>
{
    public void Configure(EntityTypeBuilder<Part> table)
    {
        table.ToTable("parts");
        table.HasIndex(p => new { p.RecordingId, p.Number }).IsUnique();
        table.HasOne<Recording>().WithMany(r => r.Parts).HasForeignKey(p => p.RecordingId).OnDelete(DeleteBehavior.Cascade);
    }
}
