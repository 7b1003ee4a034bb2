using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Conference.Load.Server;

/// <summary>The measured server as a process of its own on a core of its own: <see cref="SfuServer"/> in a child of this program.</summary>
internal sealed class SfuProcess : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;

    private SfuProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Resident memory now, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            var pages = File.ReadAllText($"/proc/{Id}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
    }

    /// <param name="core">The only core it may run on; null lets the system choose.</param>
    public static SfuProcess Start(int? core)
    {
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (core is { } chosen)
        {
            start.FileName = "taskset";
            foreach (var argument in new[] { "-c", $"{chosen}", self, "server" }) start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = self;
            start.ArgumentList.Add("server");
        }

        return new SfuProcess(Process.Start(start)!);
    }

    public ProcessorTime ReadProcessorTime() => ProcessorTime.Read(Id);

    /// <exception cref="InvalidOperationException">The server refused, or is gone.</exception>
    public SfuReply Send(SfuRequest request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server's process has ended.");
        var reply = JsonSerializer.Deserialize<SfuReply>(line)!;
        return reply.Error.Length == 0 ? reply : throw new InvalidOperationException($"The server refused \"{request.Do}\": {reply.Error}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(StopLimit)) _process.Kill();
        }

        _process.Dispose();
    }
}
