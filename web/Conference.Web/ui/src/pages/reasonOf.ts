import { hasText, t } from "../text";

/** Why a recording failed: the server's sentence, or the words for its code. */
export function reasonOf(reason: string): string {
  const key = `recordings.failure.${reason}`;
  return hasText(key) ? t(key) : reason;
}
