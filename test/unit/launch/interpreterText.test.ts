/** How an interpreter is worded, and what stands in the way of running with it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeInterpreter, obstacle } from "../../../core/launch/interpreterText.ts";
import { type InterpreterInfo, OLDEST_PYTHON, OLDEST_SDK } from "../../../protocol/interpreter.ts";

const info: InterpreterInfo = {
  path: "/p/.venv/bin/python",
  version: "3.12.4",
  sdk: { name: "flyte", version: "2.12.1" },
  plugins: [],
  sitePackages: [],
  source: { kind: "venv", folder: "/p/.venv" },
};
const { sdk: _, ...bare } = info;
const withSdk = (version: string): InterpreterInfo => ({ ...info, sdk: { name: "flyte", version } });

test("the folder's own virtual environment is called by its name, another Python by its path", () => {
  expect(describeInterpreter(info, "/p")).toEqual({ ...info, name: ".venv", why: ".venv is here" });
  const other: InterpreterInfo = { ...info, path: "/usr/bin/python3", source: { kind: "path" } };
  expect(describeInterpreter(other, "/p")).toMatchObject({
    name: "/usr/bin/python3",
    why: "it is the first Python on the PATH",
  });
  const windows: InterpreterInfo = { ...info, path: "C:\\p\\env\\Scripts\\python.exe", source: { kind: "setting" } };
  expect(describeInterpreter(windows, "C:\\p").name).toBe("env");
});

test("a missing SDK is told with the reason for the interpreter", () => {
  expect(describeInterpreter(bare, "/p").obstacle).toEqual({
    kind: "sdkMissing",
    message: "Flyte isn't installed in .venv (Python 3.12.4), which this folder uses because .venv is here.",
  });
});

test("a Python that is too old", () => {
  const old: InterpreterInfo = { ...bare, version: "3.9.18", source: { kind: "path" }, path: "/opt/python" };
  expect(obstacle(old, "/p")).toEqual({
    kind: "pythonTooOld",
    message:
      "/opt/python is Python 3.9.18, and Flyte needs 3.10 or newer. This folder uses it because it is the first Python on the PATH.",
  });
});

test.each(["2.0.7", "2.0.8b1", "2.0.8rc2", "0.2.0b3", "1.16.1"])("flyte %s is too old", (version) => {
  expect(obstacle(withSdk(version), "/p")).toEqual({
    kind: "sdkTooOld",
    message: `.venv (Python 3.12.4) has flyte ${version}, and Flightdeck needs 2.0.8 or newer. This folder uses it because .venv is here.`,
  });
});

test.each(["2.0.8", "2.0.8.post1", "2.1.0b1", "2.12.1", "3.0"])("flyte %s is new enough", (version) => {
  expect(obstacle(withSdk(version), "/p")).toBeUndefined();
});

test("the bridge refuses the same versions", () => {
  const path = join(import.meta.dirname, "../../../runner/python/flightdeck_bridge/versions.json");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ oldestPython: OLDEST_PYTHON, oldestSdk: OLDEST_SDK });
});
