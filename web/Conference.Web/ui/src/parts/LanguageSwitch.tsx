import { chooseLanguage, language, languages, t } from "../text";

/** Goes to the other language; the button is written in the language it leads to. */
export function LanguageSwitch() {
  const other = language.value === "ru" ? "en" : "ru";
  if (!languages.value.includes(other)) return null;
  return (
    <button type="button" class="language" lang={other} title={t("app.language")} onClick={() => chooseLanguage(other)}>
      {other === "ru" ? "Русский" : "English"}
    </button>
  );
}
