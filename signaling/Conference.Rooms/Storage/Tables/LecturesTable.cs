using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class LecturesTable : IEntityTypeConfiguration<Lecture>
{
    public void Configure(EntityTypeBuilder<Lecture> table)
    {
        table.ToTable("lectures");
        table.HasOne(l => l.Room).WithMany().HasForeignKey(l => l.RoomId).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(l => new { l.RoomId, l.StartedAt });
        // A room has one running lecture, however many servers start it at the same moment.
        table.HasIndex(l => l.RoomId).IsUnique().HasFilter("ended_at IS NULL");
    }
}
