/** An answer that may take too long. */

import { expect, test } from "vitest";
import { firstAnswer } from "../../../client/editor/firstAnswer.ts";

/** Asks as long as a late answer asks for it, each time with an answer that takes `takesMs`. */
async function asked(takesMs: number, patienceMs: number): Promise<{ said: string[]; times: number }> {
  let before = "";
  const said: string[] = [];
  const ask = async (): Promise<void> => {
    said.push(
      await firstAnswer({
        answer: new Promise<string>((resolve) => setTimeout(() => resolve("conda"), takesMs)),
        before,
        patienceMs,
        remember: (answer) => {
          before = answer;
        },
        onLate: () => void ask(),
      }),
    );
  };
  await ask();
  await new Promise((resolve) => setTimeout(resolve, 4 * takesMs + 4 * patienceMs));
  return { said, times: said.length };
}

test("an answer in time counts, and is asked for once", async () => {
  expect(await asked(5, 200)).toEqual({ said: ["conda"], times: 1 });
});

test("one that is always late counts from then on, and is not asked for for ever", async () => {
  expect(await asked(60, 5)).toEqual({ said: ["", "conda"], times: 2 });
});
