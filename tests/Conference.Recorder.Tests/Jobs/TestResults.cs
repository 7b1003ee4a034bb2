using System.Text;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Jobs;

internal static class TestResults
{
    public static Task StoreAsync(this JobRun run, IObjectStore store, string content) =>
        store.PutAsync($"{run.FilePrefix}/text", new MemoryStream(Encoding.UTF8.GetBytes(content)), "text/plain", TestContext.Current.CancellationToken);
}
