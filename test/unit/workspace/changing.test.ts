/** A file that another process writes while it is read: each reading gives something, and the last one what is there in the end. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEntry } from "../../../core/workspace/entry.ts";
import type { Stamp } from "../../../core/workspace/source.ts";
import { parser } from "../analysis/parser.ts";

/** Writes texts of other lengths in place, empties the file and removes it, by turns; the last text is whole. */
const WRITER = `
const { rmSync, writeFileSync } = require("node:fs");
const [file] = process.argv.slice(1);
const text = (tasks) => ['import flyte', 'env = flyte.TaskEnvironment(name="e")',
  ...Array.from({ length: tasks }, (_, at) => '@env.task\\ndef task_' + at + '(): ...')].join("\\n");
for (let at = 0; at < 2_000; at++) {
  if (at % 50 === 49) rmSync(file);
  writeFileSync(file, at % 7 === 3 ? "" : text(at % 5 === 0 ? 400 : at % 20));
}
writeFileSync(file, text(3));
`;

test("a file that changes while it is read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fd-changing-"));
  try {
    writeFileSync(join(folder, "app.py"), "import flyte\n");
    const writer = spawn(process.execPath, ["-e", WRITER, join(folder, "app.py")], { stdio: "inherit" });
    const ended = once(writer, "exit");
    let known: Stamp | undefined;
    const kinds = new Set<string>();
    const read = (): readonly string[] | undefined => {
      const entry = readEntry(folder, { path: "app.py", ...(known === undefined ? {} : { known }) }, parser.facts);
      kinds.add(entry === undefined ? "absent" : entry === "unchanged" ? "unchanged" : "read");
      if (entry === undefined || entry === "unchanged") return undefined;
      known = entry.stamp;
      return entry.facts?.body.flatMap((each) => (each.kind === "function" ? [each.name] : [])) ?? [];
    };
    let last: readonly string[] | undefined;
    while (writer.exitCode === null) {
      last = read() ?? last;
      await new Promise(setImmediate);
    }
    await ended;
    last = read() ?? last;
    expect(last).toEqual(["task_0", "task_1", "task_2"]);
    expect(kinds).toContain("read");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
