using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class RenditionsTable : IEntityTypeConfiguration<Rendition>
{
    public void Configure(EntityTypeBuilder<Rendition> table)
    {
        table.ToTable("renditions", t =>
        {
            t.HasCheckConstraint("ck_renditions_kind", EnumCheck.For<RenditionKind>("kind"));
            t.HasCheckConstraint("ck_renditions_format", EnumCheck.For<RenditionFormat>("format"));
        });
        table.Property(r => r.Kind).HasConversion<string>();
        table.Property(r => r.Format).HasConversion<string>();
        table.Property(r => r.Gaps).IsSpans(gap => (gap.StartMilliseconds, gap.EndMilliseconds), (start, end) => new RenditionGap(start, end));
        table.Property(r => r.Silences).IsSpans(silence => (silence.StartMilliseconds, silence.EndMilliseconds), (start, end) => new RenditionGap(start, end));
        table.HasOne<Part>().WithMany(p => p.Renditions).HasForeignKey(r => r.PartId).OnDelete(DeleteBehavior.Cascade);
    }
}
