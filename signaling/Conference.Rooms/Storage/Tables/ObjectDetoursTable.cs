using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class ObjectDetoursTable : IEntityTypeConfiguration<ObjectDetour>
{
    public void Configure(EntityTypeBuilder<ObjectDetour> table)
    {
        table.ToTable("object_detours", t => t.HasCheckConstraint("ck_object_detours_state", EnumCheck.For<ObjectDetourState>("state")));
        table.HasKey(d => new { d.Key, d.Target });
        table.Property(d => d.Key).HasMaxLength(512);
        table.Property(d => d.Target).HasMaxLength(40);
        table.Property(d => d.State).HasConversion<string>();
        table.Property(d => d.ContentType).HasMaxLength(100);
        table.HasIndex(d => new { d.State, d.NotBefore });
    }
}
