namespace Conference.Web.Api;

/// <summary>Every refusal of the HTTP API. Codes are the contract of ../README.md; the pages have their own words per code.</summary>
internal static class ApiErrors
{
    public static ApiError BadRequest { get; } =
        new("bad-request", StatusCodes.Status400BadRequest, "The request cannot be read", "Send a JSON object as the contract describes it.");

    public static ApiError TooLarge { get; } =
        new("too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large", "Send less than 64 KiB.");

    public static ApiError UnsupportedMediaType { get; } =
        new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The request is not JSON", "Send Content-Type: application/json.");

    public static ApiError CrossSite { get; } =
        new("cross-site", StatusCodes.Status403Forbidden, "The request may come from another site", "Send the header X-Conference: 1.");

    public static ApiError SignInFirst { get; } =
        new("sign-in-first", StatusCodes.Status401Unauthorized, "This needs an account", "Sign in, then try again.");

    public static ApiError NotAllowed { get; } =
        new("not-allowed", StatusCodes.Status403Forbidden, "This account may not do that", "Sign in with an account that may.");

    public static ApiError OperatorsOnly { get; } =
        new("not-allowed", StatusCodes.Status403Forbidden, "This is for the server's operators", "Ask from a network that the setting operators names.");

    public static ApiError NotFound { get; } = new("not-found", StatusCodes.Status404NotFound, "There is nothing here", "Check the address.");

    public static ApiError MethodNotAllowed { get; } = new(
        "method-not-allowed", StatusCodes.Status405MethodNotAllowed, "This cannot be done here", "The header Allow says what can.");

    public static ApiError TooFast { get; } =
        new("too-fast", StatusCodes.Status429TooManyRequests, "Too many requests", "Wait a minute, then try again.");

    public static ApiError WrongPassword { get; } =
        new("wrong-password", StatusCodes.Status401Unauthorized, "E-mail or password is wrong", "Check both and try again.");

    public static ApiError LockedOut { get; } =
        new("locked-out", StatusCodes.Status429TooManyRequests, "Too many wrong passwords", "Wait five minutes, then try again.");

    public static ApiError InvitationGone { get; } =
        new("invitation-gone", StatusCodes.Status404NotFound, "This invitation was used or has expired", "Ask the administrator for a new one.");

    public static ApiError EmailTaken { get; } =
        new("email-taken", StatusCodes.Status409Conflict, "There is an account with this e-mail address", "Sign in with it, or take another address.");

    public static ApiError EmailInvalid { get; } =
        new("email-invalid", StatusCodes.Status422UnprocessableEntity, "This is no e-mail address", "Give an address like name@example.org.");

    public static ApiError WeakPassword { get; } = new(
        "weak-password",
        StatusCodes.Status422UnprocessableEntity,
        "This password is too easy to guess",
        "Take 10 to 200 characters, at least 5 of them different, and not your name or address.");

    public static ApiError NameInvalid { get; } = new(
        "name-invalid", StatusCodes.Status422UnprocessableEntity, "The name does not fit", "Give a name of 1 to 60 characters in one line.");

    public static ApiError TitleInvalid { get; } = new(
        "title-invalid", StatusCodes.Status422UnprocessableEntity, "The title does not fit", "Give a title of 1 to 200 characters in one line.");

    public static ApiError RoleInvalid { get; } = new(
        "role-invalid", StatusCodes.Status422UnprocessableEntity, "There is no such role", "Choose teacher, staff or administrator.");

    public static ApiError UseInvalid { get; } = new(
        "use-invalid", StatusCodes.Status422UnprocessableEntity, "A token is for one of two uses", "Choose whip to publish or whep to play.");

    public static ApiError HoursInvalid { get; } = new(
        "hours-invalid", StatusCodes.Status422UnprocessableEntity, "A token cannot be good for so long", "Give 1 to 8784 hours.");

    public static ApiError DaysInvalid { get; } = new(
        "days-invalid", StatusCodes.Status422UnprocessableEntity, "Recordings cannot be kept for so long", "Give 1 to 3650 days, or null for good.");

    public static ApiError RoomGone { get; } =
        new("room-gone", StatusCodes.Status404NotFound, "This lecture does not exist", "Check the link, or ask the teacher for a new one.");

    public static ApiError TokenGone { get; } =
        new("token-gone", StatusCodes.Status404NotFound, "The room has no such token", "It has expired or was withdrawn before; look at the list.");

    public static ApiError RecordingGone { get; } =
        new("recording-gone", StatusCodes.Status404NotFound, "This recording does not exist", "It may have been deleted; look at the list.");

    public static ApiError RecordingRunning { get; } = new(
        "recording-running", StatusCodes.Status409Conflict, "This recording is not finished", "Stop it, and delete it when it is ready.");

    public static ApiError LinkGone { get; } =
        new("link-gone", StatusCodes.Status404NotFound, "This link is not good any more", "Ask whoever sent it for a new one.");

    public static ApiError LinksOff { get; } = new(
        "links-off", StatusCodes.Status409Conflict, "Recordings of this room are not shared by link", "Let anyone with the link see them in the room's settings.");

    public static ApiError DownloadOff { get; } = new(
        "download-off", StatusCodes.Status403Forbidden, "Recordings of this room are not for download", "Ask the teacher to allow it in the room's settings.");

    public static ApiError RecordingNotReady { get; } = new(
        "recording-not-ready", StatusCodes.Status409Conflict, "This recording is not finished yet", "Wait until it is ready, then try again.");

    public static ApiError LayoutInvalid { get; } = new(
        "layout-invalid", StatusCodes.Status422UnprocessableEntity, "There is no such layout", "Choose screenAndCamera, camera or grid.");

    public static ApiError CutsInvalid { get; } = new(
        "cuts-invalid", StatusCodes.Status422UnprocessableEntity, "These cuts do not fit the recording", "Give at most 200 that end after they start and leave at least a second.");

    public static ApiError SpansInvalid { get; } = new(
        "spans-invalid", StatusCodes.Status422UnprocessableEntity, "These are no stretches of a recording", "Give at most 200, each of which ends after it starts.");

    public static ApiError VideoGone { get; } = new(
        "video-gone", StatusCodes.Status404NotFound, "There is no such video file", "Have it made; the recording's page shows when it is ready.");

    public static ApiError UploadVersion { get; } = new(
        "upload-version", StatusCodes.Status412PreconditionFailed, "This speaks another version of tus", "Send Tus-Resumable: 1.0.0.");

    public static ApiError UploadInvalid { get; } = new(
        "upload-invalid", StatusCodes.Status400BadRequest, "The upload's headers cannot be read",
        "Send Upload-Length and Upload-Metadata (filename, room, title, heldAt), or Upload-Offset, as tus 1.0.0 and the contract describe them.");

    public static ApiError UploadEmpty { get; } =
        new("upload-empty", StatusCodes.Status422UnprocessableEntity, "The file is empty", "Choose a video file.");

    public static ApiError UploadType { get; } = new(
        "upload-type", StatusCodes.Status422UnprocessableEntity, "The file's name is not that of a video", "Choose a video file, for example MP4, WebM, MKV or MOV.");

    public static ApiError UploadPatchType { get; } = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The piece has another type", "Send Content-Type: application/offset+octet-stream.");

    public static ApiError UploadsOpen { get; } = new(
        "uploads-open", StatusCodes.Status409Conflict, "Too many uploads are unfinished", "Finish or remove one of them first.");

    public static ApiError UploadGone { get; } =
        new("upload-gone", StatusCodes.Status404NotFound, "This upload does not exist", "It was removed, or nothing came for three days; begin anew.");

    public static ApiError UploadOffset { get; } = new(
        "upload-offset", StatusCodes.Status409Conflict, "The piece does not follow what is there", "Ask with HEAD how much is there, and go on from there.");

    public static ApiError UploadTooLong { get; } = new(
        "upload-too-long", StatusCodes.Status413PayloadTooLarge, "More came than the file's length", "Ask with HEAD how much is there; begin anew when the file has changed.");

    public static ApiError LanguageInvalid { get; } = new(
        "language-invalid", StatusCodes.Status422UnprocessableEntity, "This is no language", "Give its code, for example en, ru or pt-BR.");

    public static ApiError CaptionsType { get; } = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "These are no captions", "Send a WebVTT file with Content-Type: text/vtt.");

    public static ApiError StoreUnavailable { get; } = new(
        "store-unavailable", StatusCodes.Status503ServiceUnavailable, "The store of recordings does not answer", "Nothing is lost; try again in a minute.");

    /// <param name="fault">What is wrong, and in which line.</param>
    public static ApiError CaptionsInvalid(string fault) =>
        new("captions-invalid", StatusCodes.Status422UnprocessableEntity, "The file is not WebVTT", fault);

    public static ApiError UploadTooLarge(long limit) => new(
        "upload-too-large", StatusCodes.Status413PayloadTooLarge, "The file is too large",
        limit == 0 ? "This installation takes no uploads." : $"Send at most {limit} bytes, or ask the operator to raise the setting uploadGiB.");

    public static ApiError Internal { get; } = new(
        "internal", StatusCodes.Status500InternalServerError, "Something went wrong on the server", "Try again; if it stays so, give the operator the traceId.");

    /// <summary>For an answer that the framework left without a body.</summary>
    public static ApiError OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => NotFound,
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status401Unauthorized => SignInFirst,
        StatusCodes.Status403Forbidden => NotAllowed,
        >= StatusCodes.Status500InternalServerError => Internal,
        _ => BadRequest,
    };
}
