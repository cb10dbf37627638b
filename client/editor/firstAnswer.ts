/** Waits for an answer, but not for ever: the one before stands in for one that is late. */

/** `onLate` hears only of a late answer that says something else than the one before, so that asking again comes to an end. */
export async function firstAnswer<T>(question: {
  readonly answer: Promise<T>;
  readonly before: T;
  readonly patienceMs: number;
  readonly remember: (answer: T) => void;
  readonly onLate: () => void;
}): Promise<T> {
  const { answer, before, patienceMs, remember, onLate } = question;
  return new Promise<T>((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      resolve(before);
    }, patienceMs);
    answer.then((said) => {
      clearTimeout(timer);
      remember(said);
      if (isLate && JSON.stringify(said) !== JSON.stringify(before)) onLate();
      resolve(said);
    }, reject);
  });
}
