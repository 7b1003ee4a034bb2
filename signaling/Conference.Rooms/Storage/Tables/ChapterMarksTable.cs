using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class ChapterMarksTable : IEntityTypeConfiguration<ChapterMark>
{
    public void Configure(EntityTypeBuilder<ChapterMark> table)
    {
        table.ToTable("chapter_marks");
        table.Property(m => m.Title).HasMaxLength(100);
        table.HasIndex(m => new { m.LectureId, m.At });
        table.HasOne<Lecture>().WithMany().HasForeignKey(m => m.LectureId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<LectureParticipant>().WithMany().HasForeignKey(m => m.ParticipantId).OnDelete(DeleteBehavior.Cascade);
    }
}
