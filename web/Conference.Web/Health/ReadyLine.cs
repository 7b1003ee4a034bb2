namespace Conference.Web.Health;

/// <param name="Sentence">What is well, or what is wrong, for the operator.</param>
internal sealed record ReadyLine(string Name, bool Ok, string Sentence);
