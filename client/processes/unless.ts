/** Waits for answers of a process that may end before it gives them. */

/**
 * Makes of an answer one that fails as `ended` does, if that comes first. A race with `ended` itself would keep every
 * answer for as long as the process lives: promises hold what waits for them.
 */
export function unless(ended: Promise<never>): <T>(answer: Promise<T>) => Promise<T> {
  const waiting = new Set<(reason: unknown) => void>();
  let over: { readonly reason: unknown } | undefined;
  ended.catch((reason: unknown) => {
    over = { reason };
    for (const fail of waiting) fail(reason);
    waiting.clear();
  });
  return (answer) =>
    new Promise((resolve, reject) => {
      if (over !== undefined) reject(over.reason);
      else waiting.add(reject);
      answer.then(resolve, reject).finally(() => waiting.delete(reject));
    });
}
