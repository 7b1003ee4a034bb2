using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class UploadPiecesTable : IEntityTypeConfiguration<UploadPiece>
{
    public void Configure(EntityTypeBuilder<UploadPiece> table)
    {
        table.ToTable("upload_pieces");
        table.HasKey(p => new { p.UploadId, p.Position });
        table.HasOne<Upload>().WithMany().HasForeignKey(p => p.UploadId).OnDelete(DeleteBehavior.Cascade);
    }
}
