using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Conference.Signaling.Tests;

public sealed class LectureHubProtocolTests
{
    [Fact]
    public void A_buffer_full_of_frames_from_the_future_is_skipped_in_little_stack()
    {
        var protocol = new LectureHubProtocol(Options.Create(new JsonHubProtocolOptions()));
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"type\":77}\u001e", 20_000))));
        var found = true;
        // A thread of its own: a test's has more stack than servers with a small C library give theirs.
        var thread = new Thread(() => found = protocol.TryParseMessage(ref input, new NoMethods(), out _), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.False(found);
        Assert.True(input.IsEmpty);
    }

    private sealed class NoMethods : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => typeof(object);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [];

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
