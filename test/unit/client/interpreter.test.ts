/** Which interpreter was chosen where, and which choice counts. */

import { expect, test } from "vitest";
import { type Choices, extensionCandidates, settingCandidate } from "../../../client/python/interpreterCandidates.ts";

const choices: Choices = { folder: "/p", setting: "", platform: "linux", home: "/home/u" };

test("the Python Environments extension comes before the Python extension", () => {
  const both = { ...choices, pythonEnvironments: "/envs/a/bin/python", pythonExtension: "/envs/b/bin/python" };
  expect(extensionCandidates(both).map(({ path, source }) => `${source.kind} ${path}`)).toEqual([
    "pythonEnvironments /envs/a/bin/python",
    "pythonExtension /envs/b/bin/python",
  ]);
  expect(extensionCandidates(choices)).toEqual([]);
});

test.each([
  ["/opt/python/bin/python3", "/opt/python/bin/python3"],
  ["~/envs/flyte", "/home/u/envs/flyte"],
  ["~user/python", "/p/~user/python"],
  ["${" + "workspaceFolder}/env", "/p/env"],
  ["env/bin/python", "/p/env/bin/python"],
])("the setting %s is %s", (setting, path) => {
  expect(settingCandidate({ ...choices, setting })).toEqual({ path, source: { kind: "setting" } });
});

test("no setting is no candidate, and Windows has paths of its own", () => {
  expect(settingCandidate(choices)).toBeUndefined();
  expect(settingCandidate({ ...choices, setting: "env", platform: "win32", folder: "C:\\p" })?.path).toBe("C:\\p\\env");
});
