import { language } from "./index";

/** "21 November 2026, 10:02" in the reader's language and time zone. */
export function dateTime(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}

export function dateOnly(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "long" }).format(new Date(iso));
}

/** Hours and minutes of the day. */
export function timeOnly(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: "short" }).format(new Date(iso));
}

/** What a language (RFC 5646) is called in the reader's own, with a capital letter. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames(language.value, { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(language.value) + name.slice(1);
}

/** A file's size in the unit that people read: "740 kB", "1.4 GB". */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(language.value, { style: "unit", unit: units[power]!, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** A length as m:ss, or h:mm:ss from one hour on. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const h = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  const s = String(seconds % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}
