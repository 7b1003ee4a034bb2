import { computed, effect, signal } from "@preact/signals";
import { en, type Plural, type TextKey, type Texts } from "./en";
import { ru } from "./ru";

export type { TextKey };
export type Language = "ru" | "en";

const memoryKey = "conference.language";
const texts: Record<Language, Texts> = { ru, en };

function firstLanguage(): Language {
  const remembered = localStorage.getItem(memoryKey);
  if (remembered === "ru" || remembered === "en") return remembered;
  for (const wanted of navigator.languages) {
    if (wanted.startsWith("ru")) return "ru";
    if (wanted.startsWith("en")) return "en";
  }
  return "en";
}

/** The language of the page: the browser's at first, then whatever was chosen here. */
export const language = signal<Language>(firstLanguage());
const plurals = computed(() => new Intl.PluralRules(language.value));

/** What this installation offers, once the server has said so. */
export const languages = signal<readonly Language[]>(["en", "ru"]);

effect(() => { document.documentElement.lang = language.value; });

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(memoryKey, chosen);
}

export function offerLanguages(offered: readonly Language[]): void {
  if (offered.length === 0) return;
  languages.value = offered;
  const asked = navigator.languages.some((wanted) => wanted.startsWith(language.value)) || localStorage.getItem(memoryKey) === language.value;
  if (!offered.includes(language.value) || !asked) language.value = offered[0]!;
}

export type TextValues = Readonly<Record<string, string | number>>;

/** The sentence of a key in the present language; `{name}` is filled from values, a plural is chosen by `count`. */
export function t(key: TextKey, values?: TextValues): string {
  const found = texts[language.value][key];
  const pattern = typeof found === "string" ? found : choosePlural(found, Number(values?.["count"] ?? 0));
  return values === undefined ? pattern : pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** True when a key made at run time (from a server's code) has a sentence. */
export function hasText(key: string): key is TextKey {
  return key in en;
}

function choosePlural(forms: Plural, count: number): string {
  const category = plurals.value.select(count);
  return (category === "zero" || category === "two" ? undefined : forms[category]) ?? forms.other;
}
