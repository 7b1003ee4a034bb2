namespace Conference.Recorder.Mp4;

/// <summary>Four-character codes of the boxes that are looked into.</summary>
internal enum BoxType : uint
{
    None = 0,
    Ftyp = 0x66747970,
    Moov = 0x6D6F6F76,
    Trak = 0x7472616B,
    Mdia = 0x6D646961,
    Mdhd = 0x6D646864,
    Minf = 0x6D696E66,
    Stbl = 0x7374626C,
    Stsd = 0x73747364,
    Vp09 = 0x76703039,
    VpcC = 0x76706343,
    Avc1 = 0x61766331,
    AvcC = 0x61766343,
    Av01 = 0x61763031,
    Av1C = 0x61763143,
    Opus = 0x4F707573,
    Mp4a = 0x6D703461,
    Esds = 0x65736473,
    Moof = 0x6D6F6F66,
    Traf = 0x74726166,
    Tfhd = 0x74666864,
    Tfdt = 0x74666474,
    Trun = 0x7472756E,
    Mdat = 0x6D646174,
}
