using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Conference.Rooms.Storage.Tables;

internal sealed class PeopleTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> table)
    {
        table.ToTable("people", t => t.HasCheckConstraint("ck_people_role", EnumCheck.For<PersonRole>("role")));
        table.Property(p => p.Name).HasMaxLength(100);
        table.Property(p => p.Role).HasConversion<string>();
    }
}
