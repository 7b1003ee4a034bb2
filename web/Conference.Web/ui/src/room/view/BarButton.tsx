import type { LucideIcon } from "lucide-preact";

interface BarButtonProps {
  icon: LucideIcon;
  /** The short word under the icon. */
  label: string;
  /** What a press does, for the tooltip and the screen reader. */
  title: string;
  press: () => void;
  testId: string;
  /** A toggle tells whether it is on. */
  pressed?: boolean;
  /** A setting of the room rather than of this person. */
  checked?: boolean;
  /** A panel that it opens. */
  expanded?: boolean;
  disabled?: boolean;
  look?: "off" | "danger" | "recording";
  badge?: number;
}

/** An icon that always has its word; at least 44 px in each direction. */
export function BarButton({ icon: Icon, label, title, press, testId, pressed, checked, expanded, disabled = false, look, badge = 0 }: BarButtonProps) {
  return (
    <button type="button" class={`bar-button ${look ?? ""}`} title={title} aria-label={title} disabled={disabled} data-testid={testId} onClick={press}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      {...(checked === undefined ? {} : { role: "switch" as const, "aria-checked": checked })}
      {...(expanded === undefined ? {} : { "aria-expanded": expanded })}>
      <span class="icon"><Icon size={22} aria-hidden="true" />{badge > 0 && <span class="count numbers" aria-hidden="true">{badge > 99 ? "99+" : badge}</span>}</span>
      <span class="word" aria-hidden="true">{label}</span>
    </button>
  );
}
