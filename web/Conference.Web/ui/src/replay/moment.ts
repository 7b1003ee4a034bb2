/** The moment that a link names by `t`: seconds ("754", "754.5") or "1h2m3s"; null when it names none. Milliseconds. */
export function readMoment(search: string): number | null {
  const text = new URLSearchParams(search).get("t")?.trim().toLowerCase();
  if (text === undefined || text === "") return null;
  if (/^\d{1,7}(\.\d{1,3})?s?$/.test(text)) return Math.round(Number.parseFloat(text) * 1000);
  const parts = /^(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?$/.exec(text);
  if (parts === null) return null;
  const [h, m, s] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  return (h * 3600 + m * 60 + s) * 1000;
}

/** The address of a recording at a moment, to hand out. Whole seconds: nobody means more by it. */
export function linkTo(address: string, milliseconds: number): string {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  url.searchParams.set("t", String(Math.max(0, Math.floor(milliseconds / 1000))));
  return url.href;
}
