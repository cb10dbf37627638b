/** Small pure pieces: lines out of chunks, and marks out of ps. */

import { expect, test } from "vitest";
import { lineSplitter } from "../../../runner/src/bridge.ts";
import { isRunnerAlive, parsePsLine, runnerIdentity } from "../../../runner/src/sweep.ts";

test("lines are whole wherever chunks are cut, also inside a character", () => {
  const data = Buffer.from('{"text":"grün"}\n{}\n\n{"last":1}\n');
  for (let size = 1; size <= data.length; size++) {
    const lines: string[] = [];
    const split = lineSplitter((line) => lines.push(line));
    for (let at = 0; at < data.length; at += size) split(data.subarray(at, at + size));
    expect(lines).toEqual(['{"text":"grün"}', "{}", "", '{"last":1}']);
  }
});

test("a line of ps gives up its marks", () => {
  const line = "  4711 /usr/bin/python3 -c sleep HOME=/Users/u FLIGHTDECK_RUN=r1 FLIGHTDECK_RUNNER=12. SHELL=/bin/zsh";
  expect(parsePsLine(line)).toEqual({ pid: 4711, run: "r1", runner: "12." });
  expect(parsePsLine("  1 /sbin/launchd")).toBeUndefined();
  expect(parsePsLine("")).toBeUndefined();
});

test("this process lives; one of another start does not", () => {
  expect(isRunnerAlive(runnerIdentity())).toBe(true);
  expect(isRunnerAlive(`${process.pid}.1`)).toBe(process.platform !== "linux");
  expect(isRunnerAlive("999999999.1")).toBe(false);
});

test("a runner in another namespace of processes, or one whose start nobody knows, lives as long as it is heard", () => {
  const [pid = "", start = "", namespace = ""] = runnerIdentity().split(".");
  expect(namespace !== "").toBe(process.platform === "linux");
  // What has that id here says nothing of it, be it this process or none.
  for (const elsewhere of [`${pid}.${start}.1`, "999999999.1.1"]) {
    expect(isRunnerAlive(elsewhere)).toBe(true);
    expect(isRunnerAlive(elsewhere, 4 * 60_000)).toBe(true);
    expect(isRunnerAlive(elsewhere, 6 * 60_000)).toBe(false);
  }
  expect(isRunnerAlive(`${pid}..${namespace}`, 4 * 60_000)).toBe(true);
  expect(isRunnerAlive(`${pid}..${namespace}`, 6 * 60_000)).toBe(false);
  expect(isRunnerAlive(`999999999..${namespace}`)).toBe(false);
  // Where its start is known, silence is no proof.
  expect(isRunnerAlive(runnerIdentity(), 6 * 60_000)).toBe(process.platform === "linux");
});
