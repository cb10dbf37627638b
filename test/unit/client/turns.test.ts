/** Long work in turns: others come in between, and its pieces stay in order. */

import { expect, test } from "vitest";
import { createTurns } from "../../../client/editor/turns.ts";

/** Works for so long, as a piece of somebody's would. */
function work(ms: number): void {
  for (const began = performance.now(); performance.now() - began < ms; );
}

test("a timer that is due comes in between pieces that are all asked for at once", async () => {
  const turn = createTurns();
  const order: string[] = [];
  setTimeout(() => order.push("timer"), 1);
  const pieces = Array.from({ length: 20 }, async (_, index) => {
    await turn();
    work(2);
    order.push(String(index));
  });
  await Promise.all(pieces);
  const own = order.filter((each) => each !== "timer");
  expect(own).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
  expect(order.indexOf("timer")).toBeLessThan(19);
});
