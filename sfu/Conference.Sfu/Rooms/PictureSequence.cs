using Conference.Rtc.Codecs;

namespace Conference.Sfu.Rooms;

/// <summary>
/// Gives the layers of one track picture numbers that rise from one to the other: the key frame of each layer follows the furthest picture of any. Done once, where packets
/// come in, because a subscriber's own copy of a payload would cost more than all else. Nothing of it allocates.
/// </summary>
internal sealed class PictureSequence(int layers)
{
    private readonly Layer[] _layers = new Layer[layers];
    private PictureNumbers _furthest = PictureNumbers.None;

    /// <summary>Changes the numbers of a packet where it lies.</summary>
    /// <param name="sequence">The publisher's sequence number on that layer, unwrapped.</param>
    /// <param name="startsKeyFrame">Nothing that comes after it on its layer refers to what was before.</param>
    public void Renumber(int layer, long sequence, MediaCodec codec, bool startsKeyFrame, Span<byte> payload, Span<byte> descriptor)
    {
        ref var its = ref _layers[layer];
        var numbers = PictureNumbers.Read(codec, payload, descriptor);
        // A key frame whose first packet comes late goes on as before: what was behind it has its numbers already.
        if (startsKeyFrame && sequence > its.Newest)
        {
            its.Before = its.Shift;
            its.Shift = _furthest == PictureNumbers.None ? default : _furthest.ShiftOf(numbers);
            its.From = sequence;
        }

        its.Newest = Math.Max(its.Newest, sequence);
        var shift = sequence < its.From ? its.Before : its.Shift;
        _furthest = _furthest.Furthest(numbers.Shifted(shift));
        shift.Shift(codec, payload, descriptor);
    }

    /// <summary>Another stream begins, perhaps of another codec.</summary>
    public void BeginAgain()
    {
        Array.Clear(_layers);
        _furthest = PictureNumbers.None;
    }

    private struct Layer
    {
        /// <summary>What is added from that packet on, and what is still added to those before it.</summary>
        public PictureNumbers Shift, Before;

        public long From, Newest;
    }
}
