using Conference.Recorder.Jobs;
using Conference.Rooms.Model;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Recorder.Tests.Jobs;

/// <summary>Work that the test says.</summary>
internal sealed class TestHandler(Func<JobRun, CancellationToken, Task<RecordingFile?>> work) : IJobHandler
{
    public string Kind => "test";

    public Task<RecordingFile?> RunAsync(JobRun run, CancellationToken cancellationToken) => work(run, cancellationToken);

    public void Add(IServiceCollection services) => services.AddSingleton<IJobHandler>(this);
}
