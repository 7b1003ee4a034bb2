using System.Runtime.CompilerServices;

namespace Conference.Rtc.Srtp;

/// <summary>SHA-1's compression (FIPS 180-4 §6.1.2) of as many messages at once as a vector has words.</summary>
internal static unsafe class Sha1<TLanes, TVector>
    where TLanes : struct, ISha1Lanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Vectors of working memory.</summary>
    public const int ScheduleWords = 80;

    private const int BlockWords = 16;

    /// <param name="state">Five vectors.</param>
    /// <param name="schedule"><see cref="ScheduleWords"/> vectors of working memory, aligned.</param>
    /// <param name="messages">Where each message's next block begins.</param>
    public static void Compress(TVector* state, TVector* schedule, byte** messages)
    {
        TLanes.Load(messages, schedule);
        for (var i = BlockWords; i < ScheduleWords; i++)
        {
            var sum = TLanes.Parity(schedule[i - 3], schedule[i - 8], schedule[i - 14]);
            schedule[i] = TLanes.RotateBy1(TLanes.Parity(sum, schedule[i - 16], TLanes.Fill(0)));
        }

        var a = state[0];
        var b = state[1];
        var c = state[2];
        var d = state[3];
        var e = state[4];
        // Five rounds at a time bring each name back to its variable.
        var constant = TLanes.Fill(0x5A82_7999);
        for (var i = 0; i < 20; i += 5)
        {
            Step(TLanes.Choose(b, c, d), a, ref b, ref e, constant, schedule[i]);
            Step(TLanes.Choose(a, b, c), e, ref a, ref d, constant, schedule[i + 1]);
            Step(TLanes.Choose(e, a, b), d, ref e, ref c, constant, schedule[i + 2]);
            Step(TLanes.Choose(d, e, a), c, ref d, ref b, constant, schedule[i + 3]);
            Step(TLanes.Choose(c, d, e), b, ref c, ref a, constant, schedule[i + 4]);
        }
        constant = TLanes.Fill(0x6ED9_EBA1);
        for (var i = 20; i < 40; i += 5)
        {
            Step(TLanes.Parity(b, c, d), a, ref b, ref e, constant, schedule[i]);
            Step(TLanes.Parity(a, b, c), e, ref a, ref d, constant, schedule[i + 1]);
            Step(TLanes.Parity(e, a, b), d, ref e, ref c, constant, schedule[i + 2]);
            Step(TLanes.Parity(d, e, a), c, ref d, ref b, constant, schedule[i + 3]);
            Step(TLanes.Parity(c, d, e), b, ref c, ref a, constant, schedule[i + 4]);
        }
        constant = TLanes.Fill(0x8F1B_BCDC);
        for (var i = 40; i < 60; i += 5)
        {
            Step(TLanes.Majority(b, c, d), a, ref b, ref e, constant, schedule[i]);
            Step(TLanes.Majority(a, b, c), e, ref a, ref d, constant, schedule[i + 1]);
            Step(TLanes.Majority(e, a, b), d, ref e, ref c, constant, schedule[i + 2]);
            Step(TLanes.Majority(d, e, a), c, ref d, ref b, constant, schedule[i + 3]);
            Step(TLanes.Majority(c, d, e), b, ref c, ref a, constant, schedule[i + 4]);
        }
        constant = TLanes.Fill(0xCA62_C1D6);
        for (var i = 60; i < 80; i += 5)
        {
            Step(TLanes.Parity(b, c, d), a, ref b, ref e, constant, schedule[i]);
            Step(TLanes.Parity(a, b, c), e, ref a, ref d, constant, schedule[i + 1]);
            Step(TLanes.Parity(e, a, b), d, ref e, ref c, constant, schedule[i + 2]);
            Step(TLanes.Parity(d, e, a), c, ref d, ref b, constant, schedule[i + 3]);
            Step(TLanes.Parity(c, d, e), b, ref c, ref a, constant, schedule[i + 4]);
        }
        state[0] = TLanes.Add(state[0], a);
        state[1] = TLanes.Add(state[1], b);
        state[2] = TLanes.Add(state[2], c);
        state[3] = TLanes.Add(state[3], d);
        state[4] = TLanes.Add(state[4], e);
    }

    /// <summary>One round: what was e becomes the next a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(TVector function, TVector a, ref TVector b, ref TVector e, TVector constant, TVector word)
    {
        e = TLanes.Add(TLanes.Add(TLanes.Add(e, constant), TLanes.Add(word, function)), TLanes.RotateBy5(a));
        b = TLanes.RotateBy30(b);
    }
}
