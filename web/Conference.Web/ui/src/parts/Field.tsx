import { useId } from "preact/hooks";
import type { InputHTMLAttributes } from "preact";

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onInput" | "value"> {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string | undefined;
  wrong?: string | undefined;
  testId?: string;
}

/** A labelled input; its hint and its error are tied to it for screen readers. */
export function Field({ label, value, change, hint, wrong, testId, ...input }: FieldProps) {
  const id = useId();
  const described = [hint !== undefined ? `${id}-hint` : "", wrong !== undefined ? `${id}-wrong` : ""].join(" ").trim();
  return (
    <div class="field">
      <label class="field-label" for={id}>{label}</label>
      <input {...input} id={id} value={value} data-testid={testId} onInput={(e) => change(e.currentTarget.value)}
        {...(described === "" ? {} : { "aria-describedby": described })} aria-invalid={wrong !== undefined} />
      {hint !== undefined && <span class="hint" id={`${id}-hint`}>{hint}</span>}
      {wrong !== undefined && <span class="wrong" id={`${id}-wrong`} role="alert">{wrong}</span>}
    </div>
  );
}
