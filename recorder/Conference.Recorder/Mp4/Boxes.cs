namespace Conference.Recorder.Mp4;

/// <summary>Finds boxes inside boxes.</summary>
internal static class Boxes
{
    /// <summary>The content (without head) of the first box of that type among <paramref name="boxes"/>.</summary>
    /// <exception cref="InvalidDataException">A box overruns its parent.</exception>
    public static bool TryFind(ReadOnlySpan<byte> boxes, BoxType type, out ReadOnlySpan<byte> content)
    {
        while (TryTake(ref boxes, out var found, out content))
        {
            if (found == type) return true;
        }

        content = default;
        return false;
    }

    /// <summary>Follows a path of types downwards.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> boxes, params ReadOnlySpan<BoxType> path)
    {
        foreach (var type in path)
        {
            if (!TryFind(boxes, type, out boxes)) throw new InvalidDataException($"No {type} box.");
        }

        return boxes;
    }

    /// <summary>Takes the first box off the front.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> boxes, out BoxType type, out ReadOnlySpan<byte> content)
    {
        type = BoxType.None;
        content = default;
        if (boxes.IsEmpty) return false;
        if (!BoxHeader.TryRead(boxes, out var header) || header.Size > boxes.Length) throw new InvalidDataException("A box overruns its parent.");
        type = header.Type;
        content = boxes[header.HeadLength..(int)header.Size];
        boxes = boxes[(int)header.Size..];
        return true;
    }
}
