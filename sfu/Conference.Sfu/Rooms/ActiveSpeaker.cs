using Conference.Rtc;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Who speaks, from the audio levels that browsers put on each packet (RFC 6464: 0 is the loudest, 127 is digital silence). Levels are smoothed:
/// up fast, so that a first word counts, down slowly, so that a pause for breath does not.
/// </summary>
internal sealed class ActiveSpeaker
{
    /// <summary>How often the list may change (the contract of <see cref="ActiveSpeakers"/>), in microseconds.</summary>
    public const long IntervalMicroseconds = 300_000;

    /// <summary>Louder than -50 dBov is a voice; room noise with a browser's noise suppression stays below -60.</summary>
    private const float Threshold = 127 - 50;

    /// <summary>Who has spoken within the last second is still listed: gaps between sentences are shorter.</summary>
    private const long HoldMicroseconds = 1_000_000;

    /// <summary>A speaker is overtaken only by one 6 dB louder, or two equal voices would swap places all the time.</summary>
    private const float OvertakeDecibels = 6;

    private const float Attack = 0.3f, Release = 0.05f;
    private readonly Dictionary<ParticipantId, Voice> _voices = [];
    private List<ParticipantId> _listed = [];
    private List<ParticipantId> _next = [];

    /// <summary>Somebody was listed at the last judgement.</summary>
    public bool ListsSomebody => _listed.Count > 0;

    /// <summary>A voice packet with its level, 0 to 127.</summary>
    public void OnLevel(Timestamp now, ParticipantId participant, byte level)
    {
        if (!_voices.TryGetValue(participant, out var voice)) _voices[participant] = voice = new Voice();
        float loudness = 127 - level;
        voice.Loudness += (loudness - voice.Loudness) * (loudness > voice.Loudness ? Attack : Release);
        if (voice.Loudness >= Threshold) voice.LastLoud = now;
    }

    public void Remove(ParticipantId participant) => _voices.Remove(participant);

    /// <summary>Judges anew; true when the list has changed.</summary>
    public bool TryChange(Timestamp now, out IReadOnlyList<ParticipantId> speakers)
    {
        _next.Clear();
        foreach (var id in _listed) // those listed keep their order until somebody overtakes
            if (_voices.TryGetValue(id, out var voice) && IsSpeaking(voice, now)) _next.Add(id);
        foreach (var (id, voice) in _voices)
            if (IsSpeaking(voice, now) && !_next.Contains(id)) _next.Add(id);
        for (var i = 1; i < _next.Count; i++)
            for (var j = i; j > 0 && _voices[_next[j]].Loudness > _voices[_next[j - 1]].Loudness + OvertakeDecibels; j--)
                (_next[j], _next[j - 1]) = (_next[j - 1], _next[j]);

        speakers = _listed;
        if (_next.SequenceEqual(_listed)) return false;
        (_listed, _next) = (_next, _listed);
        speakers = [.. _listed];
        return true;
    }

    private static bool IsSpeaking(Voice voice, Timestamp now) =>
        voice.LastLoud is { } at && now.Microseconds - at.Microseconds < HoldMicroseconds;

    private sealed class Voice
    {
        public float Loudness { get; set; }
        public Timestamp? LastLoud { get; set; }
    }
}
