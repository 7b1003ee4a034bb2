using Conference.Load.Measuring;
using Conference.Rtc;

namespace Conference.Load.Scenarios;

/// <summary>What goes on beside a running lecture, which is measured without and with it. It begins with its construction and ends with its disposal.</summary>
internal interface IBeside : IDisposable
{
    /// <summary>How long the lecture is measured with it.</summary>
    TimeSpan Duration { get; }

    /// <summary>Called about once a millisecond while media is measured, on the load generator's thread.</summary>
    void Turn(Timestamp now);

    /// <summary>The lecture's sample with what became of it; called once, after the measurement.</summary>
    Sample Complete(Sample sample);
}
