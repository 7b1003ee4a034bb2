/** Where to click: the symbol to the left of the address, drawn as this browser draws it. */
export function PermissionPicture() {
  const firefox = navigator.userAgent.includes("Firefox/");
  return (
    <svg class="permission-picture" viewBox="0 0 280 44" width="280" height="44" aria-hidden="true">
      <rect x="0.5" y="0.5" width="279" height="43" rx="8" fill="var(--surface)" stroke="var(--line-strong)" />
      <rect x="36" y="8" width="236" height="28" rx="14" fill="var(--surface-2)" />
      <path d="M22 16l-7 6 7 6" fill="none" stroke="var(--ink-2)" stroke-width="2" />
      <circle cx="53" cy="22" r="12" fill="none" stroke="var(--danger)" stroke-width="2.5" />
      {firefox
        ? <path d="M48 20h7v6h-7zM55 22l4-2v6l-4-2zM46 16l13 13" fill="none" stroke="var(--ink)" stroke-width="1.6" />
        : <path d="M47 19h7m4 0h1M47 25h1m4 0h7M54 19a2 2 0 1 0 4 0 2 2 0 1 0-4 0M48 25a2 2 0 1 0 4 0 2 2 0 1 0-4 0" fill="none" stroke="var(--ink)" stroke-width="1.6" />}
      <text x="76" y="27" font-size="13" fill="var(--ink-2)">{location.hostname.slice(0, 26)}</text>
    </svg>
  );
}
