using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

/// <summary>NIST's validation vectors for GCM with 128-bit keys, 96-bit nonces and 128-bit tags, on every tier that this processor has.</summary>
public sealed class CavpVectorTests
{
    [Theory]
    [MemberData(nameof(Aes128GcmTests.Tiers), MemberType = typeof(Aes128GcmTests))]
    public void Encryption(CipherTier tier)
    {
        var records = Read("gcmEncryptExtIV128.rsp");
        Assert.Equal(375, records.Count);
        foreach (var record in records)
        {
            using var gcm = CipherSelection.CreateGcm(tier, record["Key"]);
            var data = (byte[])record["PT"].Clone();
            var tag = new byte[Aes128Gcm.TagLength];

            gcm.Encrypt(record["IV"], record["AAD"], data, data, tag);

            Assert.Equal(record["CT"], data);
            Assert.Equal(record["Tag"], tag);
        }
    }

    [Theory]
    [MemberData(nameof(Aes128GcmTests.Tiers), MemberType = typeof(Aes128GcmTests))]
    public void Decryption_and_refusal(CipherTier tier)
    {
        var records = Read("gcmDecrypt128.rsp");
        Assert.Equal(375, records.Count);
        Assert.Contains(records, record => record.ContainsKey("FAIL"));
        foreach (var record in records)
        {
            using var gcm = CipherSelection.CreateGcm(tier, record["Key"]);
            var data = (byte[])record["CT"].Clone();

            Assert.Equal(!record.ContainsKey("FAIL"), gcm.TryDecrypt(record["IV"], record["AAD"], data, record["Tag"]));

            if (!record.ContainsKey("FAIL"))
                Assert.Equal(record["PT"], data);
        }
    }

    /// <summary>Records of "name = hexadecimal" lines, parted by empty lines; FAIL alone marks a forgery.</summary>
    private static List<Dictionary<string, byte[]>> Read(string file)
    {
        var records = new List<Dictionary<string, byte[]>>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "vectors", "gcm", file)))
        {
            if (line.StartsWith("Count", StringComparison.Ordinal))
                records.Add([]);
            else if (line == "FAIL")
                records[^1][line] = [];
            else if (records.Count > 0 && !line.StartsWith('[') && line.Split('=') is [var name, var value])
                records[^1][name.Trim()] = Convert.FromHexString(value.Trim());
        }
        return records;
    }
}
