/** Whose lenses the editor has asked for, and when it is told again of the others. Of the editor itself it knows nothing. */

/** Longer than the editor waits. */
const REMIND_MS = 1500;

export interface LensQuestions {
  asked(uri: string): void;
  /** The editor takes no answer any more: it may have lost the focus before it came to ask again. */
  dropped(uri: string): void;
  /** The lenses are others now. Told only if some were asked for: each time it is told, the editor waits anew before it asks. */
  changed(): void;
  /** Tells the editor until it has asked for all that is visible, each time with longer to wait: one that loses the focus while it waits asks no more. */
  remind(): void;
  dispose(): void;
}

/** @param visible documents that have lenses, now @param tell makes the editor ask after a while */
export function lensQuestions(visible: () => readonly string[], tell: () => void): LensQuestions {
  /** Since they last changed. */
  const asked = new Set<string>();
  let reminder: ReturnType<typeof setTimeout> | undefined;

  const remind = (wait = REMIND_MS): void => {
    clearTimeout(reminder);
    reminder = setTimeout(() => {
      if (visible().every((uri) => asked.has(uri))) return;
      tell();
      remind(2 * wait);
    }, wait);
  };

  return {
    asked: (uri) => void asked.add(uri),
    dropped: (uri) => {
      asked.delete(uri);
      remind();
    },
    changed: () => {
      if (asked.size === 0) return;
      asked.clear();
      tell();
      remind();
    },
    remind: () => remind(),
    dispose: () => clearTimeout(reminder),
  };
}
