/** Puts a text on the clipboard; false when the browser does not let it. */
export async function copyText(text: string, within: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over http there is no clipboard for pages: the old way still works there, from inside whatever is in full screen.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "hidden-label";
    field.setAttribute("aria-hidden", "true");
    within.append(field);
    const focused = document.activeElement;
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
