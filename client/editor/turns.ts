/** Splits long work into turns: whoever shares the thread comes in between. What the work is, is others' business. */

/** How long a turn takes. What the editor itself does with each piece comes on top. */
const TURN_MS = 4;

/** Makes what is awaited before each piece of work: it resolves at once while this turn lasts, else in the next, in order. */
export function createTurns(): () => Promise<void> {
  let began = performance.now();
  let next: Promise<void> | undefined;
  return async () => {
    while (performance.now() - began > TURN_MS) {
      next ??= new Promise((resolve) => {
        setImmediate(() => {
          next = undefined;
          began = performance.now();
          resolve();
        });
      });
      await next;
    }
  };
}
