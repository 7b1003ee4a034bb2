using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Conference.Signaling.Messages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Conference.Signaling;

/// <summary>
/// SignalR's JSON protocol with two rules of ours. A frame that does not bind (unknown method, wrong count or type of arguments, not JSON at all) becomes a
/// call of <see cref="LectureHub.Refuse"/>, so that its sender gets <c>bad-message</c> where SignalR answers with a nameless error or closes the
/// connection. And the answer to Join lets the events flow only once it is written itself.
/// </summary>
internal sealed class LectureHubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private readonly JsonHubProtocol _json = new(options);

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        long before;
        do
        {
            before = input.Length;
            try
            {
                // A frame of a type from the protocol's future is consumed and skipped; a sender may have put thousands of them into one buffer.
                if (_json.TryParseMessage(ref input, binder, out message)) break;
            }
            catch (Exception exception) when (exception is InvalidDataException or System.Text.Json.JsonException or InvalidOperationException)
            {
                // The frame has been consumed. It has no readable invocation id, so nobody can be answered; it is counted.
                if (input.Length == before) throw;
                message = Refusal(null, "A frame is not a SignalR message in JSON.");
                return true;
            }
        }
        while (input.Length < before);

        if (message is null) return false;

        message = message switch
        {
            InvocationMessage { StreamIds: null or { Length: 0 } } or PingMessage or CloseMessage => message,
            InvocationBindingFailureMessage failure =>
                Refusal(failure.InvocationId, $"There is no method {failure.Target} with such arguments: {failure.BindingFailure.SourceException.Message}"),
            HubInvocationMessage invocation => Refusal(invocation.InvocationId, "The lecture hub has no streams."),
            _ => Refusal(null, "The lecture hub takes calls only."),
        };
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        _json.WriteMessage(message, output);
        if (message is CompletionMessage { Result: JoinedMessage joined }) joined.Written?.Invoke();
    }

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);

    private static InvocationMessage Refusal(string? invocationId, string sentence) => new(invocationId, nameof(LectureHub.Refuse), [sentence]);
}
