namespace Conference.Web.Settings;

/// <summary>A setting is wrong. The message is one sentence that names it and says what is allowed; it ends the start with exit code 2.</summary>
internal sealed class SettingException(string sentence) : Exception(sentence);
