/** Which interpreters are tried in which order, and how they are worded. */

import { expect, test } from "vitest";
import { type Choices, interpreterCandidates } from "../../../client/interpreterCandidates.ts";
import { interpreterName, obstacle, whyText } from "../../../client/interpreterText.ts";
import type { InterpreterInfo } from "../../../protocol/interpreter.ts";

const choices: Choices = {
  folder: "/p",
  setting: "",
  searchPath: "/usr/local/bin:bin:./tools:/usr/bin",
  platform: "linux",
  home: "/home/u",
};

const listed = (more: Partial<Choices>) =>
  interpreterCandidates({ ...choices, ...more }).map(({ path, source }) => `${source.kind} ${path}`);

test("the extensions' choices come before .venv, the PATH comes last, and its relative entries not at all", () => {
  expect(listed({ pythonEnvironments: "/envs/a/bin/python", pythonExtension: "/envs/b/bin/python" })).toEqual([
    "pythonEnvironments /envs/a/bin/python",
    "pythonExtension /envs/b/bin/python",
    "venv /p/.venv",
    "venv /p/venv",
    "path /usr/local/bin/python3",
    "path /usr/local/bin/python",
    "path /usr/bin/python3",
    "path /usr/bin/python",
  ]);
});

test.each([
  ["/opt/python/bin/python3", "/opt/python/bin/python3"],
  ["~/envs/flyte", "/home/u/envs/flyte"],
  ["~user/python", "/p/~user/python"],
  ["${" + "workspaceFolder}/env", "/p/env"],
  ["env/bin/python", "/p/env/bin/python"],
])("the setting %s is the only candidate, as %s", (setting, path) => {
  expect(listed({ setting, pythonEnvironments: "/envs/a/bin/python" })).toEqual([`setting ${path}`]);
});

test("Windows has names and separators of its own", () => {
  expect(listed({ platform: "win32", folder: "C:\\p", searchPath: "C:\\Python312;tools" })).toEqual([
    "venv C:\\p\\.venv",
    "venv C:\\p\\venv",
    "path C:\\Python312\\python.exe",
    "path C:\\Python312\\python3.exe",
  ]);
});

const info: InterpreterInfo = {
  path: "/p/.venv/bin/python",
  version: "3.12.4",
  sdk: { name: "flyte", version: "2.12.1" },
  plugins: [],
  sitePackages: [],
  source: { kind: "venv", folder: "/p/.venv" },
};

test("the folder's own virtual environment is called by its name, another Python by its path", () => {
  expect(interpreterName(info, "/p")).toBe(".venv");
  expect(interpreterName({ ...info, path: "/usr/bin/python3" }, "/p")).toBe("/usr/bin/python3");
  expect(whyText(info.source, "/p")).toBe(".venv is here");
});

test("what stands in the way says what, why and where", () => {
  const { sdk: _, ...bare } = info;
  expect(obstacle(info, "/p")).toEqual({ kind: "none" });
  expect(obstacle(bare, "/p")).toEqual({
    kind: "sdkMissing",
    message: "Flyte isn't installed in .venv (Python 3.12.4), which this folder uses because .venv is here.",
  });
  expect(obstacle({ ...bare, version: "3.9.18", source: { kind: "path" }, path: "/opt/python" }, "/p")).toEqual({
    kind: "pythonTooOld",
    message:
      "/opt/python is Python 3.9.18, and Flyte needs 3.10 or newer. This folder uses it because it is the first Python on the PATH.",
  });
});
