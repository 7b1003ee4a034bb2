/** What this browser keeps for the next visit. A browser that keeps nothing (a private window, a full store) loses only the memory. */
export const remembered = {
  /** The kept value, if `read` makes sense of it; `otherwise` when nothing is kept or it is damaged. */
  get<T>(key: string, read: (value: unknown) => T | null, otherwise: T): T {
    try {
      const text = localStorage.getItem(key);
      return text === null ? otherwise : read(JSON.parse(text)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },

  set(key: string, value: unknown): void {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Nothing depends on it.
    }
  },
};
