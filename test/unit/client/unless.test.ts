/** Answers of a process that may end. */

import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { unless } from "../../../client/processes/unless.ts";

test("an answer comes as it is, and fails with the process", async () => {
  let end: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  const during = unless(ended);
  expect(await during(Promise.resolve(1))).toBe(1);
  await expect(during(Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  const never = during(new Promise(() => {}));
  end(new Error("the runner ended with 1"));
  await expect(never).rejects.toThrow("the runner ended with 1");
  await expect(during(Promise.resolve(2))).rejects.toThrow("the runner ended with 1");
});

test("an answer that was given is kept by nobody", async () => {
  const during = unless(new Promise<never>(() => {}));
  const given = new WeakRef(await during(Promise.resolve({ text: "x".repeat(1000) })));
  await sleep(0);
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  expect(given.deref()).toBeUndefined();
});
