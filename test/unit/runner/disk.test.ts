/** A disk that doesn't answer: who waits for it is held up, others aren't, and threads are left. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDisk } from "../../../runner/src/disk.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A request that is given up and goes on until it is answered. */
async function hang(disk: ReturnType<typeof createDisk>): Promise<() => Promise<void>> {
  let answer: () => void = () => undefined;
  const given = disk.ask(() => new Promise<void>((resolve) => (answer = resolve)));
  const refused = expect(given).rejects.toThrow("the disk doesn't answer");
  await vi.runAllTimersAsync();
  await refused;
  return async () => {
    answer();
    await vi.runAllTimersAsync();
  };
}

test("while one's request hangs it makes no other, and others do", async () => {
  const [one, other] = [createDisk(), createDisk()];
  const answer = await hang(one);
  await expect(one.ask(async () => 1)).rejects.toThrow("the disk doesn't answer");
  expect(await other.ask(async () => 1)).toBe(1);
  await answer();
  expect(await one.ask(async () => 1)).toBe(1);
});

test("while two hang nobody makes another: two threads are left for everything else", async () => {
  const [one, other, third] = [createDisk(), createDisk(), createDisk()];
  const answers = [await hang(one), await hang(other)];
  await expect(third.ask(async () => 1)).rejects.toThrow("the disk doesn't answer");
  for (const answer of answers) await answer();
  expect(await third.ask(async () => 1)).toBe(1);
});
