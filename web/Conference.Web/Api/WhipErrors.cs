using Conference.Signaling.Live;

namespace Conference.Web.Api;

/// <summary>
/// Every refusal of WHIP and WHEP: problem details as everywhere (RFC 9725 §4.1 allows them), under the codes of the hub where the room refuses.
/// </summary>
internal static class WhipErrors
{
    public static IResult Unauthorized { get; } = new BearerChallenge(
        new ApiError("token-missing", StatusCodes.Status401Unauthorized, "This needs a token", "Send Authorization: Bearer with a token of the room."), null);

    public static ApiError NotSdp { get; } = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The body is not an SDP offer", "Send Content-Type: application/sdp.");

    public static ApiError NotFragment { get; } = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The body is not an SDP fragment",
        "Send Content-Type: application/trickle-ice-sdpfrag.");

    public static ApiError NotAcceptable { get; } = new(
        "not-acceptable", StatusCodes.Status406NotAcceptable, "The answer would be of a type that you do not take", "Accept application/sdp.");

    public static ApiError TooLarge { get; } = new(
        "too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large", "Send at most 128 KiB: an offer names the sections to be used, and candidates are not needed.");

    public static ApiError PreconditionRequired { get; } = new(
        "precondition-required", StatusCodes.Status428PreconditionRequired, "The ICE session is not named",
        "Send If-Match with the entity tag of the session, or * to restart ICE.");

    /// <summary>What a room's refusal is by HTTP.</summary>
    public static IResult Of(RoomException refused)
    {
        var (status, title) = refused.Error switch
        {
            RoomError.TokenInvalid or RoomError.TokenExpired or RoomError.TokenWithdrawn => (StatusCodes.Status401Unauthorized, "The token is not good (any more)"),
            RoomError.NotAllowed => (StatusCodes.Status403Forbidden, "The token does not allow that"),
            RoomError.RoomGone or RoomError.TrackGone or RoomError.SessionGone or RoomError.LectureEnded or RoomError.JoinFirst =>
                (StatusCodes.Status404NotFound, "There is nothing here"),
            RoomError.NothingToPlay => (StatusCodes.Status409Conflict, "Nothing is published yet"),
            RoomError.StaleIceSession => (StatusCodes.Status412PreconditionFailed, "The ICE session is another one by now"),
            RoomError.BadDescription or RoomError.BadMessage => (StatusCodes.Status400BadRequest, "The body cannot be used"),
            RoomError.NoCommonCodec or RoomError.TooManyTracks => (StatusCodes.Status422UnprocessableEntity, "The offer cannot be met"),
            RoomError.TooFast => (StatusCodes.Status429TooManyRequests, "Too many requests"),
            RoomError.RoomFull => (StatusCodes.Status503ServiceUnavailable, "The room is full"),
            RoomError.ServerStopping => (StatusCodes.Status503ServiceUnavailable, "The server is stopping"),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong on the server"),
        };
        var error = new ApiError(refused.Error.Code(), status, title, refused.Message);
        return refused.Error switch
        {
            RoomError.TokenInvalid or RoomError.TokenExpired or RoomError.TokenWithdrawn => new BearerChallenge(error, "invalid_token"),
            RoomError.NothingToPlay or RoomError.TooFast => new RetryLater(error, Seconds: 2),
            RoomError.RoomFull or RoomError.ServerStopping => new RetryLater(error, Seconds: 10),
            _ => error,
        };
    }

    /// <summary>RFC 6750 §3.</summary>
    private sealed record BearerChallenge(ApiError Problem, string? Reason) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.WWWAuthenticate = Reason is null ? "Bearer" : $"Bearer error=\"{Reason}\"";
            return Problem.ExecuteAsync(httpContext);
        }
    }

    /// <summary>RFC 9110 §10.2.3.</summary>
    private sealed record RetryLater(ApiError Problem, int Seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = $"{Seconds}";
            return Problem.ExecuteAsync(httpContext);
        }
    }
}
