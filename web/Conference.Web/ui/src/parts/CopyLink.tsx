import { Check, Copy } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../text";
import { copyText } from "./copyText";

interface CopyLinkProps {
  url: string;
  label: string;
  testId?: string;
}

/** A link to hand out: readable, selected by a click, copied by the button. */
export function CopyLink({ url, label, testId = "room-link" }: CopyLinkProps) {
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  const copy = async () => {
    if (!await copyText(url, input.current!.parentElement!)) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };

  return (
    <div class="copy-link">
      <input ref={input} class="input" readOnly value={url} aria-label={label} data-testid={testId} onFocus={(e) => e.currentTarget.select()} />
      <button type="button" class="button" onClick={() => void copy()} title={t("action.copyLink")}>
        {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
        <span class="wide-only" aria-live="polite">{copied ? t("action.copied") : t("action.copy")}</span>
      </button>
    </div>
  );
}
