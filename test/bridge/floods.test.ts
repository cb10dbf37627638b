/** Much output: nothing is lost on the way to the journal, and notifications stay few and small. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchSpec, RunEvent } from "../../protocol/index.ts";
import { runLog } from "../../runner/log/runLog.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { newest, projects, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "failing.py");

/** Everything at its whole size takes half a minute more. */
const isWhole = process.env.FLIGHTDECK_FLOODS === "whole";

/** Of the runner's memory, with what the test itself keeps of the notifications. */
const MOST_MB = 200;

/** How far the memory of this process, which is the runner's here, rises while something goes on, in MB. */
async function memoryOf<T>(act: () => Promise<T>): Promise<{ readonly answer: T; readonly megabytes: number }> {
  const before = process.memoryUsage().rss;
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  try {
    return { answer: await act(), megabytes: (most - before) / 1e6 };
  } finally {
    clearInterval(look);
  }
}

/** What the host makes of the notifications, batch by batch, and keeps of them at any time. */
function hostKeeps(spec: LaunchSpec, batches: readonly { readonly events: readonly RunEvent[] }[]): number {
  const log = runLog("r", spec);
  return Math.max(...batches.map(({ events }) => log.lines(events).join("\n").length));
}

test("a task that prints much: the journal has every byte, the client a bounded part and the place of the rest", async () => {
  const lines = isWhole ? 1_000_000 : 300_000;
  const { runner, run, batches, stateDir } = session();
  const spec = taskSpec({ python: newest, file, task: "prints", inputs: [{ name: "lines", value: lines }] });
  const { answer, megabytes } = await memoryOf(() => run(spec));
  const { run: id, events } = answer;
  expect(events.at(-2)).toMatchObject({ kind: "finished", end: { kind: "outputs" } });
  expect(megabytes).toBeLessThan(MOST_MB);
  expect(hostKeeps(spec, batches)).toBeLessThan(1_000_000);

  const output = readFileSync(join(runFolder(stateDir, spec.rootDir, id), "output.log"));
  const line = `${"x".repeat(99)}\n`;
  expect(output.length).toBe(lines * line.length);
  expect(createHash("sha256").update(output).digest("hex")).toBe(
    createHash("sha256").update(line.repeat(lines)).digest("hex"),
  );

  const told = events.reduce((sum, e) => sum + (e.kind === "log" ? e.text.length : 0), 0);
  const skipped = events.reduce((sum, e) => sum + (e.kind === "logSkipped" ? e.toByte - e.fromByte : 0), 0);
  expect(told + skipped).toBe(output.length);
  expect(skipped).toBeGreaterThan(0);
  for (const batch of batches) expect(JSON.stringify(batch.events).length).toBeLessThan(300 * 1024);

  const gap = events.find((e) => e.kind === "logSkipped");
  if (gap?.kind !== "logSkipped") throw new Error("nothing was skipped");
  const read = await runner.readLog({ run: id, from: gap.fromByte, to: gap.fromByte + 200 });
  expect(read.end).toBe(output.length);
  expect(read.text).toBe(output.toString("utf8", gap.fromByte, gap.fromByte + 200));
});

test("a line of 50 MB: the journal has it whole, no notification is large", async () => {
  const { run, batches, stateDir } = session();
  const spec = taskSpec({ python: newest, file, task: "long_line", inputs: [{ name: "megabytes", value: 50 }] });
  const { answer, megabytes } = await memoryOf(() => run(spec));
  const { run: id, events } = answer;
  expect(events.at(-2)).toMatchObject({ kind: "finished", end: { kind: "outputs" } });
  expect(megabytes).toBeLessThan(MOST_MB);
  expect(hostKeeps(spec, batches)).toBeLessThan(1_000_000);
  const output = readFileSync(join(runFolder(stateDir, spec.rootDir, id), "output.log"));
  expect(output.length).toBe(50_000_001);
  expect(output.subarray(0, -1).every((byte) => byte === 0x79)).toBe(true);
  expect(output.at(-1)).toBe(10);
  for (const batch of batches) expect(JSON.stringify(batch.events).length).toBeLessThan(300 * 1024);
});

test("what JSON escapes, and what is no text, comes through a flood as it was written", async () => {
  const lines = 20_000;
  const { run, stateDir } = session();
  const spec = taskSpec({ python: newest, file, task: "prints_all_kinds", inputs: [{ name: "lines", value: lines }] });
  const { run: id, events } = await run(spec);
  expect(events.at(-2)).toMatchObject({ kind: "finished", end: { kind: "outputs" } });
  const output = readFileSync(join(runFolder(stateDir, spec.rootDir, id), "output.log"), "utf8");
  const even = 'a "quoted" \\ back\\nslash \twith tabs é 😀\n';
  const odd = "\u001b[31mred\u001b[0m \\ud800 \u0001\n";
  expect(output).toBe(`${(even + odd).repeat(lines / 2)}I/O operation on closed file.\n`);
});
