namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>The tests of this collection run one after the other in one <see cref="LectureHall"/>.</summary>
[CollectionDefinition(Name)]
public sealed class LectureHallDefinition : ICollectionFixture<LectureHall>
{
    public const string Name = "lecture hall";
}
