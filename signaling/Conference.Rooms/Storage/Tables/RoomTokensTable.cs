using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class RoomTokensTable : IEntityTypeConfiguration<RoomToken>
{
    public void Configure(EntityTypeBuilder<RoomToken> table)
    {
        table.ToTable("room_tokens", t =>
        {
            t.HasCheckConstraint("ck_room_tokens_use", EnumCheck.For<RoomTokenUse>("use"));
            t.HasCheckConstraint("ck_room_tokens_role", EnumCheck.For<ParticipantRole>("role"));
        });
        table.Property(t => t.Use).HasConversion<string>();
        table.Property(t => t.Role).HasConversion<string>();
        table.Property(t => t.Name).HasMaxLength(100);
        table.HasIndex(t => t.RoomId);
        table.HasOne<Room>().WithMany().HasForeignKey(t => t.RoomId).OnDelete(DeleteBehavior.Cascade);
    }
}
