using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class UploadsTable : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> table)
    {
        table.ToTable("uploads");
        table.Property(u => u.FileName).HasMaxLength(255);
        table.Property(u => u.Title).HasMaxLength(200);
        table.HasOne<Person>().WithMany().HasForeignKey(u => u.PersonId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Room>().WithMany().HasForeignKey(u => u.RoomId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Recording>().WithMany().HasForeignKey(u => u.RecordingId).OnDelete(DeleteBehavior.Cascade);
    }
}
