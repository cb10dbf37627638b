/** Starting the server ahead: it works, ends at once, or is refused, and none of that is the host's own error. */

import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAhead, startServer } from "../../../client/processes/processes.ts";

const { execPath } = process;
const { PATH } = process.env;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fd-processes-"));
});

afterEach(() => {
  process.execPath = execPath;
  process.env.PATH = PATH;
  delete process.env.FLIGHTDECK_TOO_LONG;
  rmSync(folder, { recursive: true, force: true });
});

function bundle(text: string): string {
  const path = join(folder, "server.js");
  writeFileSync(path, text);
  return path;
}

test("a server that was started ahead waits for its first message", async () => {
  const ahead = startAhead(bundle("process.on('message', (text) => process.send('heard ' + text));"));
  expect(ahead?.pid).toBeGreaterThan(0);
  ahead?.send("hello");
  expect(await once(ahead ?? process, "message")).toEqual(["heard hello", undefined]);
  ahead?.kill();
});

test("where Node is not there the server has ended a turn later, and a listener hears why", async () => {
  process.execPath = join(folder, "none");
  const ahead = startAhead(bundle(""));
  await nextTurn();
  expect([ahead?.pid, ahead?.exitCode === null]).toEqual([undefined, false]);
  await expect(once(startServer(bundle("")), "spawn")).rejects.toThrow(/ENOENT/);
});

test.skipIf(process.platform === "win32")(
  "what the system refuses leaves nobody ahead, and is thrown to who connects",
  () => {
    // More than a process may be given.
    process.env.FLIGHTDECK_TOO_LONG = "x".repeat(8 * 1024 * 1024);
    expect(startAhead(bundle(""))).toBeUndefined();
    expect(() => startServer(bundle(""))).toThrow(/E2BIG/);
  },
);
