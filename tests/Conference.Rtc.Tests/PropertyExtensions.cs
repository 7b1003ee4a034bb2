using FsCheck;

namespace Conference.Rtc.Tests;

internal static class PropertyExtensions
{
    /// <summary>Tries a hundred values; a counterexample fails the test, shrunk and with the seed that brings it back.</summary>
    public static void Holds(this Property property) => Check.One(Config.QuickThrowOnFailure, property);
}
