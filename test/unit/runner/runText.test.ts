/** A run as a text to compare, by hand; and which code it is said to be of. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { RunEvent } from "../../../protocol/index.ts";
import { runText } from "../../../runner/log/runText.ts";
import { codeVersion } from "../../../runner/src/codeVersion.ts";
import { specIn } from "../specs.ts";

const folder = mkdtempSync(join(tmpdir(), "flightdeck-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spec = specIn("/p", {
  action: {
    kind: "run",
    mode: "local",
    variable: "main",
    name: "etl.main",
    inputs: [
      { name: "n", value: 2 },
      { name: "days", value: ["mon", "tue"] },
      { name: "text", text: "a b" },
    ],
  },
  interpreter: { kind: "path", path: "/p/.venv/bin/python" },
  env: { B: "2", A: "1" },
  project: "flights",
  secretNames: ["TOKEN"],
});
const started: RunEvent = {
  kind: "runStarted",
  atMs: 1000,
  spec,
  python: "3.11.2",
  sdk: "2.12.1",
  code: { commit: "abc", file: "0123456789ab" },
};
const action = (id: string, parent?: string): RunEvent => ({
  kind: "actionStarted",
  atMs: 1100,
  action: id,
  task: `etl.${id}`,
  shortName: id,
  cacheHit: false,
  ...(parent === undefined ? {} : { parent, group: "days" }),
});
const facts = `
inputs
  n = 2
  days =
    [
      "mon",
      "tue"
    ]
  text = a b

settings
  mode = local
  interpreter = .venv/bin/python
  Python = 3.11.2
  flyte = 2.12.1
  folder = /p
  root folder = /p
  project = flights
  $A = 1
  $B = 2
  $TOKEN = a secret

code
  commit = abc
  etl.py = 0123456789ab
  lib/prep.py = aaaaaaaaaaaa
  lib/live.py = changed while it ran
  12 other modules = bbbbbbbbbbbb
`;
const loaded: RunEvent = {
  kind: "codeLoaded",
  atMs: 2000,
  modules: [{ file: "/p/lib/prep.py", hash: "aaaaaaaaaaaa" }, { file: "/p/lib/live.py" }],
  others: { count: 12, hash: "bbbbbbbbbbbb" },
};

test("what was started, how, with which code, and what came of it", () => {
  const outputs = [{ name: "o0", text: "4" }];
  const text = runText("r1", [
    started,
    action("main"),
    action("load", "main"),
    { kind: "actionFinished", atMs: 1500, action: "load", end: { kind: "outputs", outputs } },
    { kind: "actionFinished", atMs: 2000, action: "main", end: { kind: "outputs", outputs } },
    loaded,
    { kind: "finished", atMs: 2000, end: { kind: "outputs", outputs } },
  ]);
  expect(text).toBe(`task        etl.main
state       succeeded
duration    1.0 s
${facts}
outputs
  o0 = 4

actions
  days: 1 succeeded · 0.4 s
    load: succeeded · 0.4 s · 4
`);
});

test("a failure says why, and a run without an end was interrupted", () => {
  const error = { code: "userError", exception: "ValueError", message: "no rows", frames: [] } as const;
  const failed = runText("r1", [
    started,
    action("main"),
    { kind: "finished", atMs: 1200, end: { kind: "error", error } },
  ]);
  expect(failed).toContain("\nerror\n  ValueError: no rows\n");
  expect(failed).toContain("state       failed\n");
  // It died before it could tell: whether they are those of another run nobody knows.
  expect(failed).toContain("  etl.py = 0123456789ab\n  other modules = unknown: the journal doesn't say\n");
  expect(runText("r1", [started, action("main")])).toContain("state       interrupted\n");
});

test("the commit is read from a folder, a worktree's file and packed branches; what isn't there is left out", () => {
  const at = (...parts: readonly string[]) => join(folder, ...parts);
  mkdirSync(at("repo", ".git", "worktrees", "side"), { recursive: true });
  mkdirSync(at("repo", "src"));
  mkdirSync(at("side"));
  writeFileSync(at("repo", ".git", "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(at("repo", ".git", "packed-refs"), "# pack-refs\n1111 refs/heads/main\n2222 refs/heads/side\n");
  writeFileSync(at("repo", ".git", "worktrees", "side", "HEAD"), "ref: refs/heads/side\n");
  writeFileSync(at("repo", ".git", "worktrees", "side", "commondir"), "../..\n");
  writeFileSync(at("side", ".git"), `gitdir: ${at("repo", ".git", "worktrees", "side")}\n`);
  writeFileSync(at("repo", "src", "etl.py"), "hello\n");
  // sha256 of "hello\n", as sha256sum prints it.
  expect(codeVersion(at("repo", "src", "etl.py"))).toEqual({ commit: "1111", file: "5891b5b522d5" });
  expect(codeVersion(at("side", "gone.py"))).toEqual({ commit: "2222" });
  writeFileSync(at("repo", ".git", "HEAD"), "3333\n");
  expect(codeVersion(at("repo", "src", "etl.py")).commit).toBe("3333");
});
