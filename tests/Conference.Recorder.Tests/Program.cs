using Conference.Recorder.Tests.Media;
using Conference.Recorder.Tests.Storage;

namespace Conference.Recorder.Tests;

/// <summary>The tests, or, when a test starts this program again, the recorder, the runner of jobs or the mover that it kills.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [RecorderProcess.Verb, ..])
        {
            await RecorderProcess.RunAsync(args[1]);
            return 0;
        }

        if (args is [JobProcess.Verb, ..])
        {
            await JobProcess.RunAsync(args[1..]);
            return 0;
        }

        if (args is [MoverProcess.Verb, ..])
        {
            await MoverProcess.RunAsync(args[1..]);
            return 0;
        }

        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
