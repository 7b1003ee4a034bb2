using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class JobsTable : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> table)
    {
        table.ToTable("jobs", t => t.HasCheckConstraint("ck_jobs_state", EnumCheck.For<JobState>("state")));
        table.Property(j => j.Kind).HasMaxLength(50);
        table.Property(j => j.Variant).HasMaxLength(100);
        table.Property(j => j.State).HasConversion<string>();
        table.Property(j => j.Failure).HasMaxLength(50);
        table.HasOne<Recording>().WithMany().HasForeignKey(j => j.RecordingId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(j => j.RequestedById).OnDelete(DeleteBehavior.SetNull);
        table.HasIndex(j => new { j.RecordingId, j.Kind, j.Variant }).IsUnique();
        table.HasIndex(j => j.RequestedAt).HasFilter("state IN ('Queued', 'Running')");
    }
}
