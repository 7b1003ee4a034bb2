using Conference.Recorder.Storage;

namespace Conference.Web.Settings;

/// <summary>
/// The places of recordings: the setting stores names them in order, and each has settings of its own (storeCampusS3Endpoint for one called campus). Without a list there
/// is one, made of the settings storeFolder or s3Endpoint.
/// </summary>
internal static class Stores
{
    /// <exception cref="SettingException">One is wrong, or is missing beside another.</exception>
    public static IReadOnlyList<StoreTargetOptions> Read(SettingSource source, string otherwise)
    {
        var names = source.List(
            "stores", name => StoreTargetOptions.IsName(name) ? name : null, "a name of lower-case letters and digits, a letter first, 20 at most, for example campus");
        if (names.Distinct().Count() < names.Count) throw source.Wrong("stores", "a name must not stand in it twice");
        var alone = ReadAlone(source);
        if (names.Count == 0) return [alone ?? Folder(source, "folder", "storeFolder", Path.GetFullPath(otherwise))];
        if (alone is not null) throw source.Wrong("stores", "with it each store has settings of its own; leave out storeFolder and the settings that begin with s3");
        return [.. names.Select(name => ReadNamed(source, name))];
    }

    private static StoreTargetOptions? ReadAlone(SettingSource source)
    {
        var s3 = ReadS3(source, "s3");
        var folder = source.Text("storeFolder");
        if (s3 is not null && folder is not null) throw source.Wrong("storeFolder", "recordings go to a folder or to S3, not to both; the setting stores takes several");
        if (s3 is not null) return new StoreTargetOptions("s3") { S3 = s3 };
        return folder is null ? null : Folder(source, "folder", "storeFolder", Path.GetFullPath(folder));
    }

    private static StoreTargetOptions ReadNamed(SettingSource source, string name)
    {
        var prefix = $"store{char.ToUpperInvariant(name[0])}{name[1..]}";
        var s3 = ReadS3(source, prefix + "S3");
        var folder = source.Text(prefix + "Folder");
        if (s3 is not null && folder is not null) throw source.Wrong(prefix + "Folder", $"store {name} is a folder or S3, not both");
        if (s3 is not null) return new StoreTargetOptions(name) { S3 = s3 };
        if (folder is null) throw source.Wrong(prefix + "Folder", $"store {name} needs it, or {prefix}S3Endpoint");
        return Folder(source, name, prefix + "Folder", Path.GetFullPath(folder));
    }

    private static StoreTargetOptions Folder(SettingSource source, string name, string setting, string path)
    {
        source.MakeFolder(setting, path);
        return new StoreTargetOptions(name) { Folder = path };
    }

    private static S3StoreOptions? ReadS3(SettingSource source, string prefix)
    {
        var endpoint = source.Url(prefix + "Endpoint");
        var publicEndpoint = source.Url(prefix + "PublicEndpoint");
        var (bucket, accessKey, secretKey, region) =
            (source.Text(prefix + "Bucket"), source.Text(prefix + "AccessKey"), source.Text(prefix + "SecretKey"), source.Text(prefix + "Region"));
        if (endpoint is null)
        {
            // Half a configuration would silently record into the folder.
            if ((bucket ?? accessKey ?? secretKey ?? region ?? publicEndpoint?.ToString()) is null) return null;
            throw source.Wrong(prefix + "Endpoint", $"the other settings that begin with {prefix} need it, for example http://minio:9000");
        }

        return new S3StoreOptions
        {
            Endpoint = endpoint,
            PublicEndpoint = publicEndpoint,
            Bucket = bucket ?? throw source.Wrong(prefix + "Bucket", $"{prefix}Endpoint needs it"),
            AccessKey = accessKey ?? throw source.Wrong(prefix + "AccessKey", $"{prefix}Endpoint needs it"),
            SecretKey = secretKey ?? throw source.Wrong(prefix + "SecretKey", $"{prefix}Endpoint needs it"),
            Region = region ?? "us-east-1",
            PageOrigin = source.Url("url")?.GetLeftPart(UriPartial.Authority) ?? "*",
        };
    }
}
