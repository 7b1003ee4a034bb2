interface ChoiceProps {
  name: string;
  value: string;
  checked: boolean;
  choose: () => void;
  label: string;
  hint?: string;
}

/** One of several, with a sentence on what it means. */
export function Choice({ name, value, checked, choose, label, hint }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name={name} value={value} checked={checked} data-testid={`${name}-${value}`} onChange={choose} />
      <span>
        <span class="field-label">{label}</span>
        {hint !== undefined && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}
