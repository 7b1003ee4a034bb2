using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
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
        Pairs(table.Property(r => r.Gaps));
        Pairs(table.Property(r => r.Silences));
        table.HasOne<Part>().WithMany(p => p.Renditions).HasForeignKey(r => r.PartId).OnDelete(DeleteBehavior.Cascade);
    }

    // Starts and ends in turn, milliseconds.
    private static void Pairs(PropertyBuilder<IReadOnlyList<RenditionGap>> column) => column.HasDefaultValueSql("'{}'").HasConversion(
        gaps => gaps.SelectMany(gap => new[] { gap.StartMilliseconds, gap.EndMilliseconds }).ToArray(),
        numbers => numbers.Chunk(2).Select(pair => new RenditionGap(pair[0], pair[1])).ToArray(),
        new ValueComparer<IReadOnlyList<RenditionGap>>(
            (a, b) => (a ?? Array.Empty<RenditionGap>()).SequenceEqual(b ?? Array.Empty<RenditionGap>()), gaps => gaps.Count, gaps => gaps.ToArray()));
}
