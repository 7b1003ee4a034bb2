using Conference.Rooms.Model;
using Conference.Rooms.Storage.Tables;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conference.Rooms.Storage;

/// <summary>
/// EF Core's view of the database. The schema itself is made by the numbered SQL files in Migrations/; a test compares the two.
/// Use the stores; the context is public because ASP.NET Core Identity keeps its accounts through it.
/// </summary>
public sealed class ConferenceDbContext(DbContextOptions<ConferenceDbContext> options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<Room> Rooms => Set<Room>();
    public DbSet<RoomToken> RoomTokens => Set<RoomToken>();
    public DbSet<Lecture> Lectures => Set<Lecture>();
    public DbSet<LectureParticipant> LectureParticipants => Set<LectureParticipant>();
    public DbSet<ChatMessage> ChatMessages => Set<ChatMessage>();
    public DbSet<ChapterMark> ChapterMarks => Set<ChapterMark>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Recording> Recordings => Set<Recording>();
    public DbSet<Part> Parts => Set<Part>();
    public DbSet<Rendition> Renditions => Set<Rendition>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<RecordingFile> RecordingFiles => Set<RecordingFile>();
    public DbSet<RecordingViewing> RecordingViewings => Set<RecordingViewing>();
    public DbSet<ObjectDetour> ObjectDetours => Set<ObjectDetour>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<UploadPiece> UploadPieces => Set<UploadPiece>();

    /// <summary>Pinned here, so that the tables do not depend on how a host configures Identity. Version 3 would add passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version2;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("person_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("person_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("person_tokens");
        builder.ApplyConfiguration(new PeopleTable());
        builder.ApplyConfiguration(new RoomsTable());
        builder.ApplyConfiguration(new RoomTokensTable());
        builder.ApplyConfiguration(new LecturesTable());
        builder.ApplyConfiguration(new LectureParticipantsTable());
        builder.ApplyConfiguration(new ChatMessagesTable());
        builder.ApplyConfiguration(new ChapterMarksTable());
        builder.ApplyConfiguration(new InvitationsTable());
        builder.ApplyConfiguration(new RecordingsTable());
        builder.ApplyConfiguration(new PartsTable());
        builder.ApplyConfiguration(new RenditionsTable());
        builder.ApplyConfiguration(new JobsTable());
        builder.ApplyConfiguration(new RecordingFilesTable());
        builder.ApplyConfiguration(new RecordingViewingsTable());
        builder.ApplyConfiguration(new ObjectDetoursTable());
        builder.ApplyConfiguration(new UploadsTable());
        builder.ApplyConfiguration(new UploadPiecesTable());
        foreach (var entity in builder.Model.GetEntityTypes()) NameInSnakeCase(entity);
    }

    private static void NameInSnakeCase(IMutableEntityType entity)
    {
        var table = entity.GetTableName();
        foreach (var property in entity.GetProperties()) property.SetColumnName(SnakeCase.From(property.Name));
        foreach (var key in entity.GetKeys()) key.SetName($"pk_{table}");
        foreach (var foreignKey in entity.GetForeignKeys()) foreignKey.SetConstraintName($"fk_{table}_{Columns(foreignKey.Properties)}");
        foreach (var index in entity.GetIndexes())
        {
            var suffix = index.GetFilter() is null ? "" : "_running";
            index.SetDatabaseName($"ix_{table}_{Columns(index.Properties)}{suffix}");
        }
    }

    private static string Columns(IEnumerable<IMutableProperty> properties) =>
        string.Join('_', properties.Select(property => SnakeCase.From(property.Name)));
}
