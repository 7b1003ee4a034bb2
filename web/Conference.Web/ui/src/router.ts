import { signal } from "@preact/signals";

/** The path of the page that is shown. */
export const path = signal(location.pathname);

addEventListener("popstate", () => { path.value = location.pathname; });

/** Goes to another page of this client without loading it anew. */
export function navigate(to: string, replace = false): void {
  if (to === path.value) return;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  path.value = location.pathname;
  scrollTo(0, 0);
}

/** For the click handler of an ordinary link: a plain click stays inside the client, everything else is the browser's. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.currentTarget as HTMLElement).closest("a");
  if (link === null || link.target !== "" || link.origin !== location.origin) return;
  event.preventDefault();
  navigate(link.pathname);
}
