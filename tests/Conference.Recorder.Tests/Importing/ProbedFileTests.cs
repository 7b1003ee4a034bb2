using System.Text.Json;
using Conference.Recorder.Importing;

namespace Conference.Recorder.Tests.Importing;

public sealed class ProbedFileTests
{
    [Fact]
    public void Cover_art_is_no_picture_and_the_default_sound_is_taken()
    {
        var file = ProbedFile.Read(
            """
            {"streams": [
              {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "disposition": {"attached_pic": 1}},
              {"index": 1, "codec_type": "audio", "codec_name": "ac3", "start_time": "0.021", "disposition": {"default": 0}},
              {"index": 2, "codec_type": "audio", "codec_name": "aac", "start_time": "0.500", "disposition": {"default": 1}},
              {"index": 3, "codec_type": "video", "codec_name": "h264", "pix_fmt": "yuv420p", "width": 1280, "height": 720, "start_time": "N/A",
               "side_data_list": [{"side_data_type": "Display Matrix", "rotation": -90}]},
              {"index": 4, "codec_type": "subtitle", "codec_name": "mov_text"}
            ], "format": {"duration": "12.480000"}}
            """);

        Assert.Equal(new ProbedStream(3, "h264", "yuv420p", 1280, 720, 0, IsRotated: true), file.Video);
        Assert.Equal(new ProbedStream(2, "aac", null, 0, 0, 0.5, IsRotated: false), file.Audio);
        Assert.Equal(12.48, file.DurationSeconds);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"streams": [], "format": {"duration": "nan"}}""")]
    [InlineData("""{"streams": [{"index": 0, "codec_type": "data"}], "format": {"duration": "-1"}}""")]
    [InlineData("""{"streams": [{"codec_type": "video", "codec_name": "unknown"}]}""")]
    public void What_holds_nothing_is_nothing(string json) => Assert.Equal(new ProbedFile(null, null, null), ProbedFile.Read(json));

    [Theory, InlineData(""), InlineData("{"), InlineData("no json")]
    public void What_is_no_json_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => ProbedFile.Read(json));

    [Theory]
    [InlineData("h264", "yuv420p", false, true)]
    [InlineData("vp9", "yuv420p", false, true)]
    [InlineData("h264", "yuv420p", true, false)]
    [InlineData("h264", "yuv420p10le", false, false)]
    [InlineData("h264", "yuv444p", false, false)]
    [InlineData("hevc", "yuv420p", false, false)]
    [InlineData("mpeg4", "yuv420p", false, false)]
    public void Only_what_every_browser_decodes_is_copied(string codec, string format, bool isRotated, bool copied) =>
        Assert.Equal(copied, ImportArguments.MayCopy(new ProbedStream(0, codec, format, 640, 360, 0, isRotated)));
}
