import type { ComponentChildren } from "preact";
import { CircleAlert, Info } from "lucide-preact";

interface MessageProps {
  weight?: "plain" | "good" | "weak" | "danger";
  title?: string;
  children?: ComponentChildren;
  testId?: string;
}

/** A sentence that matters, in the place where it matters. */
export function Message({ weight = "plain", title, children, testId }: MessageProps) {
  const Icon = weight === "plain" || weight === "good" ? Info : CircleAlert;
  return (
    <div class={`message ${weight}`} role={weight === "danger" ? "alert" : "status"} data-testid={testId}>
      <Icon size={20} aria-hidden="true" />
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
