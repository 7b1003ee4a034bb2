using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class LectureParticipantsTable : IEntityTypeConfiguration<LectureParticipant>
{
    public void Configure(EntityTypeBuilder<LectureParticipant> table)
    {
        table.ToTable("lecture_participants",
            t => t.HasCheckConstraint("ck_lecture_participants_role", EnumCheck.For<ParticipantRole>("role")));
        table.Property(p => p.Name).HasMaxLength(100);
        table.Property(p => p.Role).HasConversion<string>();
        table.HasOne<Lecture>().WithMany().HasForeignKey(p => p.LectureId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.SetNull);
    }
}
