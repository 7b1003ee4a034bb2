using Conference.Rtc;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Chooses among the layers of a track the best one that arrives whole: what a Tap gets, and every subscriber with room for it. Down at once when it does not come any more, up
/// only to one that has been whole for a while, so that a publisher on a bad path does not make everybody's picture jump. Virtual time; nothing of it allocates but a change.
/// </summary>
internal sealed class LayerChoice(UpLayer[] layers)
{
    /// <summary>A better layer must have been whole for so long. At the beginning less: browsers turn their layers on one by one as they learn what the path carries.</summary>
    public const long HoldMicroseconds = 10_000_000, FirstHoldMicroseconds = 2_000_000;

    /// <summary>A layer is not sent any more when it has been silent for so long, and for so many pictures of others: a publisher whose path is tight turns the best ones off.</summary>
    private const long SilenceMicroseconds = 500_000;

    /// <summary>Encoders let single pictures of a layer go; where a slow machine makes few, that may take a second.</summary>
    private const int SilencePictures = 10;

    /// <summary>
    /// It will not come again, when it has been silent for so long and only better ones come. Longer than it takes an encoder that a better layer has made begin again: a layer that has just
    /// begun is no refuge from that.
    /// </summary>
    private const long GoneMicroseconds = 3_000_000;

    /// <summary>Holes so far apart that one loss cannot have made both, and still so near that a third is to be expected.</summary>
    private const long HolesApartMicroseconds = 2_000_000;

    private readonly State[] _states = new State[layers.Length];
    private bool _hasBegun, _hasFallen;

    /// <summary>Indices of the layers that can be had, the best last; the first one alone until something has come.</summary>
    public int[] Offered { get; private set; } = [0];

    /// <summary>The layer to be shown where there is room.</summary>
    public int Best => Offered[^1];

    /// <summary>Looks at what has come; true when <see cref="Offered"/> is another.</summary>
    public bool Update(Timestamp now)
    {
        if (layers.Length == 1) return false;
        var (newest, pictures) = (long.MinValue, 0L);
        foreach (var layer in layers)
        {
            if (layer.LastPacketAt != Timestamp.Never) newest = Math.Max(newest, layer.LastPacketAt.Microseconds);
            pictures += layer.Pictures;
        }

        if (newest == long.MinValue) return false; // nothing has come yet
        for (var i = 0; i < _states.Length; i++) Look(now, newest, pictures, layers[i], ref _states[i]);

        var best = Choose(now);
        foreach (ref readonly var state in _states.AsSpan()) _hasBegun |= state.IsUsable;
        if (IsOffered(best)) return false;
        Offered = [.. Enumerable.Range(0, layers.Length).Where(i => CanBeHad(i, best)).Order(Comparer<int>.Create(Compare))];
        return true;
    }

    private static void Look(Timestamp now, long newest, long pictures, UpLayer layer, ref State state)
    {
        if (layer.LastPacketAt != state.HeardAt) (state.HeardAt, state.PicturesThen) = (layer.LastPacketAt, pictures);
        var isSilent = newest - layer.LastPacketAt.Microseconds >= SilenceMicroseconds && pictures - state.PicturesThen >= SilencePictures;
        state.IsUsable = layer.HasKeyFrame && !isSilent;
        if (state.IsUsable) state.UsableAt = now;
        else state.BrokenAt = now;
        if (layer.GivenUp <= state.GivenUp)
        {
            state.GivenUp = layer.GivenUp; // another stream counts anew
            return;
        }

        state.GivenUp = layer.GivenUp;
        // Holes next to each other are one.
        if (now.Microseconds - state.BrokenAt.Microseconds >= HolesApartMicroseconds)
            state.IsUnsteady = now.Microseconds - state.BrokenAt.Microseconds < HoldMicroseconds && state.HasHole;
        state.HasHole = true;
        state.BrokenAt = now;
    }

    private int Choose(Timestamp now)
    {
        var best = Best;
        ref var present = ref _states[best];
        if (!present.IsUsable || present.IsUnsteady)
        {
            var other = Highest(best, isBelow: true, isSteady: present.IsUsable);
            if (other < 0 && (present.UsableAt is not { } usable || now.Microseconds - usable.Microseconds >= GoneMicroseconds))
                other = Highest(best, isBelow: false, isSteady: false);
            present.IsUnsteady = false; // it is judged anew
            if (other >= 0)
            {
                _hasFallen |= Exceeds(best, other);
                return other;
            }
        }

        // What comes from the first moment on is taken at once.
        var hold = _hasFallen ? HoldMicroseconds : _hasBegun ? FirstHoldMicroseconds : 0;
        var higher = best;
        for (var i = 0; i < _states.Length; i++)
            if (_states[i].IsUsable && Exceeds(i, higher) && now.Microseconds - _states[i].BrokenAt.Microseconds >= hold) higher = i;
        return higher;
    }

    /// <summary>The best one that comes beside this one; -1 when there is none.</summary>
    private int Highest(int beside, bool isBelow, bool isSteady)
    {
        var highest = -1;
        for (var i = 0; i < _states.Length; i++)
        {
            if (i == beside || !_states[i].IsUsable || (isBelow && !Exceeds(beside, i)) || (isSteady && _states[i].IsUnsteady)) continue;
            if (highest < 0 || Exceeds(i, highest)) highest = i;
        }

        return highest;
    }

    private bool IsOffered(int best)
    {
        if (Best != best) return false;
        for (var i = 0; i < _states.Length; i++)
            if (CanBeHad(i, best) != Array.IndexOf(Offered, i) >= 0) return false;
        return true;
    }

    private bool CanBeHad(int layer, int best) => layer == best || (_states[layer].IsUsable && Exceeds(best, layer));

    private bool Exceeds(int a, int b) => Compare(a, b) > 0;

    /// <summary>The larger picture is the better one; of two as large, or of unknown size, that with more bits.</summary>
    private int Compare(int a, int b)
    {
        var areas = layers[a].Area.CompareTo(layers[b].Area);
        return areas != 0 && layers[a].Area > 0 && layers[b].Area > 0 ? areas : layers[a].Bitrate.CompareTo(layers[b].Bitrate);
    }

    private struct State
    {
        /// <summary>It comes, and a decoder could begin with it.</summary>
        public bool IsUsable;

        /// <summary>When it was last seen to be usable; null before the first time.</summary>
        public Timestamp? UsableAt;

        /// <summary>Holes come again and again.</summary>
        public bool IsUnsteady;

        public bool HasHole;
        public long GivenUp;

        /// <summary>When its newest packet came, and how many pictures had come of all layers when that was seen.</summary>
        public Timestamp HeardAt;
        public long PicturesThen;

        /// <summary>When it was last seen not to be whole.</summary>
        public Timestamp BrokenAt;
    }
}
