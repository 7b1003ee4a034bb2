using System.Diagnostics.CodeAnalysis;
using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>What came of writing the row of a Part.</summary>
/// <param name="Part">As the database has it; null when it was refused.</param>
public readonly record struct AddedPart(Part? Part, PartRefusal Refusal)
{
    [MemberNotNullWhen(true, nameof(Part))]
    public bool IsThere => Part is not null;
}
