/** What is said of a folder's interpreter, and when a worker is kept warm for it. */

import { expect, test } from "vitest";
import { type StatusSubject, statusText } from "../../../client/python/statusText.ts";
import { warmthOf } from "../../../client/python/warmth.ts";
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

test("an interpreter that works: which SDK and Python, and why that one", () => {
  expect(found(ready)).toEqual({
    sdk: { text: "flyte 2.12.1", detail: "Python 3.12.4", severity: "information", busy: false },
    interpreter: {
      text: ".venv",
      name: ".venv",
      detail: "because .venv is here",
      severity: "information",
      busy: false,
      command: { kind: "chooseInterpreter", title: "Choose" },
    },
  });
});

test("what is missing is a warning where there is Flyte code, and no trouble elsewhere", () => {
  expect(found(bare).sdk).toMatchObject({
    text: "Flyte isn't installed",
    severity: "warning",
    command: { kind: "installSdk", title: "Install flyte" },
  });
  expect(found(bare, { hasFlyte: false }).sdk).toMatchObject({
    text: "Flyte isn't installed",
    severity: "information",
  });
  expect(found(null)).toEqual({
    sdk: {
      text: "No Python",
      detail: "no interpreter was found for this folder",
      severity: "error",
      busy: false,
      command: { kind: "chooseInterpreter", title: "Choose" },
    },
  });
  expect(found(null, { hasFlyte: false }).sdk).toMatchObject({ text: "No Python", severity: "information" });
  const old: DescribedInterpreter = {
    ...ready,
    sdk: { name: "flyte", version: "1.16.0" },
    obstacle: { kind: "sdkTooOld", message: "flyte 1.16.0 is too old." },
  };
  expect(found(old).sdk).toMatchObject({
    text: "flyte 1.16.0 is too old",
    severity: "warning",
    command: { kind: "installSdk", title: "Update flyte" },
  });
  const python = found({ ...bare, version: "3.8.2", obstacle: { kind: "pythonTooOld", message: "too old" } });
  expect(python.sdk).toEqual({
    text: "Python is too old for Flyte",
    detail: "Python 3.8.2",
    severity: "warning",
    busy: false,
  });
});

test("a long path is cut at one of its folders, and said whole to a screen reader", () => {
  const name = "/home/ada/miniconda3/envs/pipelines/bin/python";
  expect(found({ ...ready, name }).interpreter).toMatchObject({ text: "…/envs/pipelines/bin/python", name });
  expect(found(null, { missingSetting: "/opt/none" }).sdk.detail).toBe("flightdeck.interpreter names /opt/none");
});

test("in a folder that isn't trusted nothing is installed or chosen", () => {
  const trust = { kind: "manageTrust", title: "Trust" };
  expect(found(bare, { isTrusted: false }).sdk.command).toBeUndefined();
  expect(found(bare, { isTrusted: false }).interpreter?.command).toEqual(trust);
  expect(found(null, { isTrusted: false }).sdk.command).toEqual(trust);
});

test("without an interpreter to speak of there is one line: what is going on, and what to do", () => {
  expect(statusText({ kind: "looking" })).toMatchObject({ sdk: { busy: true } });
  expect(statusText({ kind: "noFolder" })).toMatchObject({
    sdk: { severity: "information", command: { kind: "openFolder" } },
  });
  expect(statusText({ kind: "serverFailed", message: "It crashed." })).toEqual({
    sdk: {
      text: "Flightdeck stopped",
      detail: "It crashed.",
      severity: "error",
      busy: false,
      command: { kind: "restartServer", title: "Restart Server" },
    },
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

test("a file with an environment of its own says so", () => {
  expect(found(bare, { script: "jobs/train.py" })).toMatchObject({
    sdk: { text: "Flyte", detail: "from the file's header", severity: "information" },
    interpreter: {
      text: "environment of jobs/train.py",
      detail: "made by uv, because its header names dependencies",
    },
  });
});
