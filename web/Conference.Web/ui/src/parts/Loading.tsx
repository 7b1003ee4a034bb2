import { useEffect, useState } from "preact/hooks";
import { t, type TextKey } from "../text";

/** Nothing for the first moment, so that a quick answer does not flicker; then a sentence. */
export function Loading({ text = "app.loading" }: { text?: TextKey }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading" role="status">
      {shown && <><span class="turning" aria-hidden="true" /><span>{t(text)}</span></>}
    </div>
  );
}
