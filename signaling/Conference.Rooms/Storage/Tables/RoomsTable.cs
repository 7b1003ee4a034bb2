using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class RoomsTable : IEntityTypeConfiguration<Room>
{
    public void Configure(EntityTypeBuilder<Room> table)
    {
        table.ToTable("rooms", t =>
        {
            t.HasCheckConstraint("ck_rooms_recording_mode", EnumCheck.For<RecordingMode>("recording_mode"));
            t.HasCheckConstraint("ck_rooms_recording_audience", EnumCheck.For<RecordingAudience>("recording_audience"));
        });
        table.Property(r => r.RecordingMode).HasConversion<string>();
        table.Property(r => r.RecordingAudience).HasConversion<string>();
        table.Ignore(r => r.RecordingPolicy);
        table.Property(r => r.Code).HasMaxLength(RoomCode.Length);
        table.Property(r => r.Title).HasMaxLength(200);
        table.HasIndex(r => r.Code).IsUnique();
        table.HasOne(r => r.Owner).WithMany().HasForeignKey(r => r.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}
