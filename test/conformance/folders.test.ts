/** The static model against the SDK, on the fixtures of analysis and on the SDK's own package. Gaps are listed one by one. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { check, listed } from "./check.ts";
import { findingLine } from "./report.ts";

const options = { python: pythonOf(VENV) };

/** A file that names neither makes no environment and no task of its own. */
const mayDefine = (text: string): boolean => /Environment|\btask\b/.test(text);

test("what is said of the SDK's own package is what it registers", async () => {
  const find = ["-c", "import flyte, os; print(os.path.dirname(flyte.__file__))"];
  const flyte = execFileSync(options.python, find, { encoding: "utf8" }).trim();
  const { findings, scores, registry } = await check(flyte, { ...options, only: mayDefine });
  expect(findings).toEqual([]);
  expect(scores.find(({ measure }) => measure === "environments")?.right).toBe(2);
  // Nothing may be said of files that were not looked at.
  const { files } = await listed(flyte);
  const said = Object.entries(files).flatMap(([file, { environments, tasks }]) =>
    [...environments, ...tasks].some(({ when }) => when === undefined) ? [file] : [],
  );
  expect(said.filter((file) => !registry.imported.has(file) && !registry.failed.has(file))).toEqual([]);
});

test("what is said of analysis' fixtures is what the SDK registers, but for known gaps", async () => {
  const { findings } = await check(join(import.meta.dirname, "../fixtures/analysis"), options);
  expect(findings.map((each) => `${each.kind}: ${findingLine(each).replace(/ {2,}/g, " ")}`).sort()).toEqual([
    // A condition is decided on import; the model tells both of its sides, or that a name is one of several. What is too much
    // to evaluate is said to be unknown.
    "missed: depends_on alternatives/app.py:24 both → right",
    "missed: depends_on too-much/importing.py:7 b → first",
    "missed: depends_on too-much/importing.py:7 b → last",
    "missed: environments branches/app.py:31 gpu · TaskEnvironment",
    "missed: environments too-much/calls.py:103 last · TaskEnvironment",
    "missed: environments too-much/importing.py:7 b · TaskEnvironment",
    "missed: environments too-much/loops.py:24 third-100000 · TaskEnvironment",
    "missed: literals, constants too-much/calls.py:8 first description literal (the model: unknown: budget)",
    "missed: literals, constants too-much/calls.py:8 first env_vars constant (the model: unknown: expression)",
    "missed: literals, constants too-much/importing.py:7 b env_vars constant (the model: not said)",
    "missed: literals, constants too-much/loops.py:24 third-100000 env_vars constant (the model: not said)",
    "missed: tasks branches/app.py:13 one.either",
    "wrong: environments alternatives/app.py:23 left · TaskEnvironment (the SDK: right · TaskEnvironment)",
    "wrong: environments alternatives/app.py:6 base · TaskEnvironment (the SDK: line 8)",
    "wrong: environments branches/app.py:9 two · TaskEnvironment",
  ]);
});
