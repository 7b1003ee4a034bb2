namespace Conference.Rtc.Sdp;

/// <summary>The attributes of a session or a section, in order.</summary>
public sealed class SdpAttributes
{
    private readonly List<SdpAttribute> _items = [];

    public IReadOnlyList<SdpAttribute> All => _items;

    public void Add(string name, string? value = null) => _items.Add(new SdpAttribute(name, value));

    public bool Has(string name) => _items.Exists(item => item.Name == name);

    /// <summary>The value of the first attribute of that name; null when there is none or it has no value.</summary>
    public string? First(string name) => _items.Find(item => item.Name == name).Value;

    /// <summary>The values of every attribute of that name that has one.</summary>
    public IEnumerable<string> Values(string name)
    {
        foreach (var item in _items)
            if (item.Name == name && item.Value is { } value) yield return value;
    }
}
