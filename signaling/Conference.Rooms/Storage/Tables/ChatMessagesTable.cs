using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class ChatMessagesTable : IEntityTypeConfiguration<ChatMessage>
{
    public void Configure(EntityTypeBuilder<ChatMessage> table)
    {
        table.ToTable("chat_messages",
            t => t.HasCheckConstraint("ck_chat_messages_author_role", EnumCheck.For<ParticipantRole>("author_role")));
        table.Property(m => m.AuthorName).HasMaxLength(100);
        table.Property(m => m.AuthorRole).HasConversion<string>();
        table.Property(m => m.Text).HasMaxLength(4000);
        table.HasIndex(m => new { m.LectureId, m.Sequence }).IsUnique();
        table.HasOne<Lecture>().WithMany().HasForeignKey(m => m.LectureId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<LectureParticipant>().WithMany().HasForeignKey(m => m.ParticipantId).OnDelete(DeleteBehavior.Cascade);
    }
}
