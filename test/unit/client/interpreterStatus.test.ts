/** What is said of a folder's interpreter, and when a worker is kept warm for it. */

import { expect, test } from "vitest";
import { type StatusSubject, statusText } from "../../../client/statusText.ts";
import { warmthOf } from "../../../client/warmth.ts";
import type { DescribedInterpreter } from "../../../protocol/interpreter.ts";

const bare: DescribedInterpreter = {
  path: "/p/.venv/bin/python",
  version: "3.12.4",
  plugins: [],
  sitePackages: [],
  source: { kind: "venv", folder: "/p/.venv" },
  name: ".venv",
  why: ".venv is here",
  obstacle: { kind: "sdkMissing", message: "Flyte isn't installed in .venv." },
};
const { obstacle: _, ...free } = bare;
const ready: DescribedInterpreter = { ...free, sdk: { name: "flyte", version: "2.12.1" } };

const found = (interpreter: DescribedInterpreter | null, more: Partial<StatusSubject> = {}) =>
  statusText({ kind: "found", interpreter, isTrusted: true, hasFlyte: true, ...more } as StatusSubject);

test("an interpreter that works: which SDK, which Python, and why that one", () => {
  expect(found(ready)).toEqual({
    text: "flyte 2.12.1",
    detail: ".venv · Python 3.12.4 · because .venv is here",
    severity: "information",
    busy: false,
    command: { kind: "chooseInterpreter", title: "Choose Interpreter" },
  });
});

test("what is missing is a warning where there is Flyte code, and no trouble elsewhere", () => {
  expect(found(bare)).toMatchObject({
    text: "Flyte isn't installed",
    severity: "warning",
    command: { kind: "installSdk", title: "Install flyte" },
  });
  expect(found(bare, { hasFlyte: false })).toMatchObject({ text: "Flyte isn't installed", severity: "information" });
  expect(found(null)).toMatchObject({ text: "No Python", severity: "error" });
  expect(found(null, { hasFlyte: false })).toMatchObject({ text: "No Python", severity: "information" });
  const old: DescribedInterpreter = {
    ...ready,
    sdk: { name: "flyte", version: "1.16.0" },
    obstacle: { kind: "sdkTooOld", message: "flyte 1.16.0 is too old." },
  };
  expect(found(old)).toMatchObject({
    text: "flyte 1.16.0 is too old",
    severity: "warning",
    command: { kind: "installSdk", title: "Update flyte" },
  });
  expect(found({ ...bare, obstacle: { kind: "pythonTooOld", message: "too old" } })).toMatchObject({
    text: "Python is too old for Flyte",
    command: { kind: "chooseInterpreter" },
  });
});

test("a setting that names nothing is said with what it names", () => {
  expect(found(null, { missingSetting: "/opt/none" }).detail).toBe(
    "flightdeck.interpreter names /opt/none, and there is no Python",
  );
});

test("in a folder that isn't trusted nothing is installed or chosen", () => {
  const trust = { kind: "manageTrust", title: "Manage Workspace Trust" };
  expect(found(ready, { isTrusted: false }).command).toEqual(trust);
  expect(found(bare, { isTrusted: false }).command).toEqual(trust);
  expect(statusText({ kind: "looking", isTrusted: false })).toMatchObject({ busy: true, command: trust });
});

test("without a folder there is one to open, and a server that ended is started again", () => {
  expect(statusText({ kind: "noFolder" })).toMatchObject({ severity: "information", command: { kind: "openFolder" } });
  expect(statusText({ kind: "serverFailed", message: "It crashed." })).toMatchObject({
    text: "Flightdeck stopped",
    detail: "It crashed.",
    severity: "error",
    command: { kind: "restartServer" },
  });
});

test("a worker is kept warm for an SDK that is there, and another one after it came or changed", () => {
  expect(warmthOf(undefined)).toBeUndefined();
  expect(warmthOf(null)).toBeUndefined();
  expect(warmthOf(bare)).toBeUndefined();
  expect(warmthOf(ready)).toBeDefined();
  expect(warmthOf({ ...ready, why: "it is on the PATH" })).toBe(warmthOf(ready));
  expect(warmthOf({ ...ready, sdk: { name: "flyte", version: "2.13.0" } })).not.toBe(warmthOf(ready));
  expect(warmthOf({ ...ready, path: "/q/.venv/bin/python" })).not.toBe(warmthOf(ready));
});
