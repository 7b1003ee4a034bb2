import { useEffect, useState } from "preact/hooks";
import { parseSprites, type Sprite } from "./sprites";

const none: readonly Sprite[] = [];

/** The seek bar's pictures; without them it works as well, so a failure is not told. */
export function useSprites(address: string | null): readonly Sprite[] {
  const [sprites, setSprites] = useState(none);
  useEffect(() => {
    if (address === null) return;
    const abort = new AbortController();
    const load = async () => {
      const response = await fetch(address, { signal: abort.signal, credentials: "same-origin" });
      if (response.ok) setSprites(parseSprites(await response.text(), new URL(address, location.href).href));
    };
    load().catch(() => undefined);
    return () => abort.abort();
  }, [address]);
  return sprites;
}
