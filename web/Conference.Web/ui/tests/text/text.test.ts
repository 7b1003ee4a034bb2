import { beforeEach, describe, expect, test } from "vitest";
import { chooseLanguage, hasText, language, offerLanguages, t } from "../../src/text";
import { en } from "../../src/text/en";
import { clock } from "../../src/text/format";
import { ru } from "../../src/text/ru";

const forms = (text: string | object): string[] => (typeof text === "string" ? [text] : Object.values(text) as string[]);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

beforeEach(() => { chooseLanguage("en"); });

describe("the sentences", () => {
  test("say the same things in both languages, and none is empty", () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      const inEnglish = placeholders(forms(en[key]).at(-1)!);
      for (const form of forms(ru[key])) expect(placeholders(form), `${key}: ${form}`).toEqual(inEnglish);
      for (const form of [...forms(en[key]), ...forms(ru[key])]) expect(form.trim(), key).not.toBe("");
    }
  });

  test("a Russian plural has the forms that Russian counts with", () => {
    for (const text of Object.values(ru)) if (typeof text !== "string") expect(Object.keys(text)).toEqual(expect.arrayContaining(["one", "few", "many"]));
  });
});

describe("t", () => {
  test("fills in what it is given and leaves what it is not", () => {
    expect(t("room.connection.delay", { ms: 24 })).toContain("24");
    expect(t("room.connection.delay", {})).toContain("{ms}");
  });

  test("chooses the plural by the rules of the language", () => {
    const people = (count: number) => t("room.peopleCount", { count }).replace(/\d+\s*/, "");
    expect(people(1)).not.toBe(people(2));
    expect(people(5)).toBe(people(2));
    chooseLanguage("ru");
    expect(new Set([1, 2, 5].map(people)).size).toBeGreaterThanOrEqual(2);
    expect(people(21)).toBe(people(1));
    expect(people(11)).toBe(people(5));
    expect(people(22)).toBe(people(2));
  });

  test("knows which keys made at run time have a sentence", () => {
    expect([hasText("action.retry"), hasText("action.nonsense")]).toEqual([true, false]);
  });
});

test("a language that the installation does not offer gives way to its first", () => {
  chooseLanguage("ru");
  offerLanguages(["en"]);
  expect(language.value).toBe("en");
  offerLanguages([]);
  expect(language.value).toBe("en");
});

test("what was chosen here stays chosen", () => {
  chooseLanguage("ru");
  offerLanguages(["en", "ru"]);
  expect(language.value).toBe("ru");
  expect(document.documentElement.lang).toBe("ru");
});

test.each([[-5, "0:00"], [0, "0:00"], [999, "0:00"], [61_000, "1:01"], [3_599_999, "59:59"], [3_600_000, "1:00:00"], [36_610_000, "10:10:10"]])(
  "%i ms are %s", (milliseconds, text) => { expect(clock(milliseconds)).toBe(text); });
