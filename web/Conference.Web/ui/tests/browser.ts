// As much of a browser as the language and the remembered choices use; node has the rest (EventTarget, DOMException, URL, fetch).
const kept = new Map<string, string>();

function provide(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

provide("localStorage", {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => { kept.set(key, value); },
});
provide("navigator", { languages: ["en-GB", "en"] });
provide("document", { documentElement: { lang: "" } });
