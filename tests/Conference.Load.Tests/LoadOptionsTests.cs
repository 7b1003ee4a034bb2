namespace Conference.Load.Tests;

public sealed class LoadOptionsTests
{
    [Fact]
    public void A_fixed_rate_means_no_ramp()
    {
        var options = LoadOptions.Parse(["lecture", "--receivers", "10,50", "--peers", "janus,mediasoup", "--rate", "50000"]);
        Assert.Equal([10, 50], options.Receivers);
        Assert.Equal(["janus", "mediasoup"], options.OtherServers);
        Assert.Equal(50_000, options.Rate);
        Assert.False(options.Ramps);
        Assert.True(LoadOptions.Parse(["lecture"]).Ramps);
    }

    [Fact]
    public void Of_several_rates_the_first_is_that_of_comparison()
    {
        var options = LoadOptions.Parse(["lecture", "--rate", "100000,150000,200000"]);
        Assert.Equal(100_000, options.Rate);
        Assert.Equal([150_000, 200_000], options.FurtherRates);
    }

    [Fact]
    public void Variants_add_up()
    {
        var options = LoadOptions.Parse(["hub", "--variant", "one:A=1", "--variant", "two:B=2,C=x=y"]);
        Assert.Equal(["one", "two"], options.Variants.Select(variant => variant.Name));
        Assert.Equal("x=y", options.Variants[1].Environment["C"]);
    }

    [Fact]
    public void The_page_lies_beside_the_json_unless_told_otherwise()
    {
        Assert.Equal("a/b.html", LoadOptions.Parse(["audio", "--json", "a/b.json"]).Html);
        Assert.Equal("c.html", LoadOptions.Parse(["audio", "--json", "a/b.json", "--html", "c.html"]).Html);
        Assert.Null(LoadOptions.Parse(["audio"]).Html);
    }

    [Theory]
    [InlineData("join-burst")]
    [InlineData("hub")]
    [InlineData("hostile")]
    public void What_goes_on_beside_a_lecture_is_measured_at_one_rate(string scenario)
    {
        var options = LoadOptions.Parse([scenario]);
        Assert.False(options.Ramps);
        Assert.Equal("10", options.Shapes.Single().Name);
    }

    [Theory]
    [InlineData("--peers", "zoom")]
    [InlineData("--frames", "0")]
    [InlineData("--receivers", "many")]
    [InlineData("--suite", "des")]
    [InlineData("--cores", "0")]
    [InlineData("--whip", "ftp://example.org/")]
    [InlineData("--variant", "A=1")]
    [InlineData("--variant", "one:A")]
    [InlineData("--receive", "mail")]
    [InlineData("--colour", "red")]
    public void A_wrong_option_is_named(string name, string value) =>
        Assert.Contains(name, Assert.Throws<FormatException>(() => LoadOptions.Parse(["lecture", name, value])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_foreign_server_needs_both_addresses_and_its_process() =>
        Assert.Throws<FormatException>(() => LoadOptions.Parse(["lecture", "--whip", "http://localhost:1/whip"]));

    [Fact]
    public void A_scenario_is_needed() => Assert.Contains("lecture", Assert.Throws<FormatException>(() => LoadOptions.Parse([])).Message, StringComparison.Ordinal);
}
