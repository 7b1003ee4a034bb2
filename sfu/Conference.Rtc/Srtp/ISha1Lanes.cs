namespace Conference.Rtc.Srtp;

/// <summary>A vector of 32-bit words, one for each of several messages that SHA-1 takes side by side (FIPS 180-4 §4.1.1, §6.1.2).</summary>
internal unsafe interface ISha1Lanes<TVector>
    where TVector : unmanaged
{
    static abstract bool IsSupported { get; }

    /// <summary>Messages side by side.</summary>
    static abstract int Count { get; }

    /// <summary>The next sixteen words of each message, the first words in the first vector.</summary>
    /// <param name="words">32 vectors: sixteen for the words, sixteen to work in.</param>
    static abstract void Load(byte** messages, TVector* words);

    static abstract TVector Fill(uint word);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary>Ch: each bit of the second where the first is set, of the third where it is not.</summary>
    static abstract TVector Choose(TVector x, TVector y, TVector z);

    /// <summary>The sum without carry.</summary>
    static abstract TVector Parity(TVector x, TVector y, TVector z);

    /// <summary>Maj: what two of three say.</summary>
    static abstract TVector Majority(TVector x, TVector y, TVector z);

    static abstract TVector RotateBy1(TVector words);

    static abstract TVector RotateBy5(TVector words);

    static abstract TVector RotateBy30(TVector words);
}
