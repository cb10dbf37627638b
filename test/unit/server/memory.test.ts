/** What reading took is collected once the server is idle. */

import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { keepHouse } from "../../../server/memory.ts";

/** Small, so that V8 has no reason of its own to collect it. */
const garbage = () => new WeakRef({ garbage: true });

/** An assertion would hold on to the object itself. */
const isKept = (left: WeakRef<object>): boolean => left.deref() !== undefined;

test("garbage is collected when nothing goes on, and no sooner", async () => {
  const house = keepHouse(async () => {}, { idleMs: 400, worthBytes: 1 });
  const left = garbage();
  for (let at = 0; at < 4; at++) {
    house.busy();
    await sleep(100);
  }
  expect(isKept(left)).toBe(true);
  await expect.poll(() => isKept(left), { timeout: 10_000, interval: 500 }).toBe(false);
  house.dispose();
});

test("a little garbage is left alone", async () => {
  let rests = 0;
  const house = keepHouse(async () => void rests++, { idleMs: 50, worthBytes: Number.MAX_SAFE_INTEGER });
  const left = garbage();
  house.busy();
  await sleep(500);
  expect(isKept(left)).toBe(true);
  expect(rests).toBe(0);
  house.dispose();
});

test("a server that ended is left alone", async () => {
  const house = keepHouse(async () => {}, { idleMs: 50, worthBytes: 1 });
  const left = garbage();
  house.busy();
  house.dispose();
  await sleep(500);
  expect(isKept(left)).toBe(true);
});

test("what can be had again is let go of first, and what begins meanwhile comes before collecting", async () => {
  const house = keepHouse(
    async () => {
      house.busy();
      house.dispose();
      rests++;
    },
    { idleMs: 50, worthBytes: 1 },
  );
  let rests = 0;
  const left = garbage();
  house.busy();
  await sleep(500);
  expect(rests).toBe(1);
  expect(isKept(left)).toBe(true);
});
