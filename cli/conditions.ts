/** Asks on the terminal what a run's conditions wait for, one after the other; without a terminal each fails at once. */

import type { ActionId, Condition, RunEvent } from "../protocol/run.ts";
import { readAnswer } from "../runner/log/answers.ts";

export interface Asking {
  /** A line from the terminal; undefined at its end. Absent where there is no terminal. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
  readonly warn: (text: string) => void;
  /** Without a value there is nobody to ask. */
  readonly answer: (action: ActionId, value?: boolean | number | string) => void;
}

/** Takes the run's events as they come. */
export function askConditions({ ask, warn, answer }: Asking): (event: RunEvent) => void {
  const asked = new Map<ActionId, AbortController>();
  let last = Promise.resolve();

  async function put(action: ActionId, { prompt, type, description }: Condition, signal: AbortSignal): Promise<void> {
    if (description !== undefined) warn(`${description}\n`);
    const choices = type === "bool" ? " [y/n]" : "";
    while (!signal.aborted) {
      const typed = await ask?.(`${prompt}${choices} `, signal);
      if (signal.aborted) return;
      if (typed === undefined) return answer(action);
      const read = readAnswer(type, typed);
      if (read.kind === "answer") return answer(action, read.value);
      warn(`${read.message}\n`);
    }
  }

  return (event) => {
    switch (event.kind) {
      case "conditionWaiting": {
        const { action, condition } = event;
        if (ask === undefined) {
          answer(action);
          return;
        }
        const ending = new AbortController();
        asked.set(action, ending);
        last = last.then(() => put(action, condition, ending.signal)).catch(() => answer(action));
        return;
      }
      case "actionFinished":
        // Its time was up, or the run is over: the question goes.
        asked.get(event.action)?.abort();
        asked.delete(event.action);
        return;
      default:
        return;
    }
  };
}
