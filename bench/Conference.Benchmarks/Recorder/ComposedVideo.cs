using System.Diagnostics;
using System.Globalization;
using Conference.Recorder;
using Conference.Recorder.Composing;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Benchmarks.Recorder;

/// <summary>
/// How fast a video file is composed: a camera of 720p at 30 frames a second and a screen of 1080p, VP9, with a mix, as a recorder leaves them in a folder store.
/// The production type, the real ffmpeg, no database.
/// </summary>
internal static class ComposedVideo
{
    /// <param name="seconds">Length of the recording.</param>
    /// <param name="screen">"slides": a page like small print that changes every ten seconds, with a pointer that moves; "film": every picture differs.</param>
    public static async Task PrintAsync(int seconds, string screen)
    {
        var folder = Directory.CreateTempSubdirectory("conference-composed-").FullName;
        try
        {
            var recording = await RecordAsync(folder, seconds, screen);
            Console.WriteLine("| layout | wall s | processor s | times real time | file |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var layout in Enum.GetValues<VideoLayout>()) await MeasureAsync(folder, recording, seconds, layout);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, Recording recording, int seconds, VideoLayout layout)
    {
        var store = Path.Combine(folder, "store");
        var options = new RecorderOptions { Stores = [new("folder") { Folder = store }], SpoolFolder = Path.Combine(folder, "spool") };
        var composition = new Composition(new FolderObjectStore(store), options, NullLogger<Composition>.Instance);
        var job = new Job { Id = Guid.NewGuid(), RecordingId = recording.Id, Kind = JobKinds.Video, Variant = $"{layout}" };
        var run = new JobRun(job, recording, [], Directory.CreateDirectory(Path.Combine(folder, $"{layout}")).FullName);
        var before = ChildTime();
        var clock = Stopwatch.StartNew();
        var video = await composition.MakeAsync(run, layout, FrameGrid.Kept(recording), CancellationToken.None);
        var wall = clock.Elapsed.TotalSeconds;
        var processor = ChildTime() - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {layout} | {wall:0.0} | {processor:0.0} | {seconds / wall:0.0} | {new FileInfo(video).Length / 1e6:0.0} MB |"));
    }

    /// <summary>Processor seconds of all children that have ended: proc(5), /proc/self/stat, cutime and cstime in ticks of 10 ms.</summary>
    private static double ChildTime()
    {
        var fields = File.ReadAllText("/proc/self/stat").Split(") ")[1].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / 100.0;
    }

    private static async Task<Recording> RecordAsync(string folder, int seconds, string screen)
    {
        var part = Guid.NewGuid();
        var recording = new Recording
        {
            Id = Guid.NewGuid(), State = RecordingState.Ready, DurationMilliseconds = seconds * 1000L, Lecture = new Lecture { Room = new Room { Code = "bench", Title = "Bench" } },
            Parts = [new Part { Id = part, RecorderId = "bench" }],
        };
        var pictures = screen == "film"
            ? "testsrc2=size=1920x1080:rate=30"
            : "nullsrc=size=1920x1080:rate=1/10,geq=lum='255*gt(random(floor(X/6)+floor(Y/14)*1000),0.6)':cb=128:cr=128,fps=10,drawbox=x='mod(t*200,1800)':y=500:w=24:h=24:color=red:t=fill";
        await AddAsync(RenditionKind.Screen, pictures, "libvpx-vp9", "1500k");
        await AddAsync(RenditionKind.Camera, "testsrc2=size=1280x720:rate=30,noise=alls=8:allf=t", "libvpx-vp9", "1200k");
        await AddAsync(RenditionKind.Mix, "sine=frequency=300:sample_rate=48000", "libopus", "64k");
        return recording;

        async Task AddAsync(RenditionKind kind, string source, string codec, string bitrate)
        {
            var rendition = new Rendition
            {
                Id = Guid.NewGuid(), PartId = part, Kind = kind, Codecs = "", DurationMilliseconds = seconds * 1000L, ObjectPrefix = $"recordings/bench/{kind}",
                ParticipantId = kind == RenditionKind.Mix ? null : part,
            };
            var place = Directory.CreateDirectory(Path.Combine(folder, "store", "recordings", "bench", $"{kind}")).FullName;
            string[] coder = kind == RenditionKind.Mix ? [] : ["-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-g", "120", "-pix_fmt", "yuv420p"];
            var start = new ProcessStartInfo("ffmpeg") { WorkingDirectory = place };
            string[] arguments =
            [
                "-v", "error", "-f", "lavfi", "-i", source, "-t", $"{seconds}", "-c", codec, "-b:v", bitrate, .. coder, "-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod",
                "-hls_segment_type", "fmp4", "-hls_segment_filename", "%06d.m4s", "index.m3u8",
            ];
            foreach (var argument in arguments) start.ArgumentList.Add(argument);
            using var ffmpeg = Process.Start(start)!;
            await ffmpeg.WaitForExitAsync();
            if (ffmpeg.ExitCode != 0) throw new InvalidOperationException($"ffmpeg could not make the {kind}.");
            recording.Parts[0].Renditions.Add(rendition);
        }
    }
}
