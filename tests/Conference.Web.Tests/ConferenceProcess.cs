using System.Diagnostics;

namespace Conference.Web.Tests;

/// <summary>The real executable with an environment of its own.</summary>
internal sealed class ConferenceProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ConferenceProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <param name="settings">CONFERENCE_... variables; no other of that prefix is passed on.</param>
    public static ConferenceProcess Start(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        StartIn(Environment.CurrentDirectory, settings, arguments);

    /// <param name="folder">The working folder.</param>
    public static ConferenceProcess StartIn(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add(typeof(ConferenceProgram).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("CONFERENCE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(key);
        foreach (var (key, value) in settings) start.Environment[key] = value;
        return new ConferenceProcess(Process.Start(start)!);
    }

    public int Id => _process.Id;

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, output, await _errors);
    }

    /// <summary>The rest of the first line of the output that begins with <paramref name="beginning"/>.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line[beginning.Length..];
        }

        Assert.Fail($"The program ended without the line \"{beginning}\": {await _errors}");
        return "";
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
