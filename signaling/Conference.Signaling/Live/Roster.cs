using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>Who is inside a room, by id, resume key and name. Owned by the room's queue; only <see cref="Count"/> is for any thread.</summary>
internal sealed class Roster
{
    private readonly List<Participant> _inOrder = [];
    private readonly Dictionary<Guid, Participant> _byId = [];
    private readonly Dictionary<string, Participant> _byResumeKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private volatile int _count;

    public int Count => _count;

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<Participant> All => _inOrder;

    public IReadOnlyList<ParticipantView> Views => [.. _inOrder.Select(p => p.View)];

    public string UniqueName(string name) => DisplayName.MakeUnique(name, _names);

    public Participant? Find(Guid id) => _byId.GetValueOrDefault(id);

    public Participant? Find(MediaSession session) => _inOrder.Find(participant => ReferenceEquals(participant.Session, session));

    public Participant? FindByResumeKey(string hash) => _byResumeKey.GetValueOrDefault(hash);

    public void Add(Participant participant)
    {
        _inOrder.Add(participant);
        _byId.Add(participant.Id, participant);
        _byResumeKey.Add(participant.ResumeKeyHash, participant);
        _names.Add(participant.Name);
        _count = _inOrder.Count;
    }

    public bool Remove(Participant participant)
    {
        if (!_byId.Remove(participant.Id)) return false;
        _inOrder.Remove(participant);
        _byResumeKey.Remove(participant.ResumeKeyHash);
        _names.Remove(participant.Name);
        _count = _inOrder.Count;
        return true;
    }

    public void SendAll(Func<ILectureClient, Task> message)
    {
        foreach (var participant in _inOrder) participant.Send(message);
    }

    public void SendOthers(Participant except, Func<ILectureClient, Task> message)
    {
        foreach (var participant in _inOrder)
        {
            if (participant != except) participant.Send(message);
        }
    }
}
