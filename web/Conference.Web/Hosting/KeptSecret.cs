using System.Security.Cryptography;
using Conference.Web.Settings;

namespace Conference.Web.Hosting;

/// <summary>A random key in the data folder that is made at the first start and then stays.</summary>
internal static class KeptSecret
{
    /// <param name="path">Made with mode 0600.</param>
    /// <exception cref="SettingException">The file there holds something else (it was cut short by a full disk, say).</exception>
    public static byte[] ReadOrCreate(string path, int length)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(length));
        }
        catch (IOException) when (File.Exists(path))
        {
            // It is there from an earlier start.
        }

        var secret = File.ReadAllBytes(path);
        return secret.Length == length
            ? secret
            : throw new SettingException($"{path} must hold {length} bytes; delete it to have it made anew (people inside a lecture have to join again).");
    }
}
