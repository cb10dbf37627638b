/** The static plan against the SDK's own planning: the same environments in the same order, with the same tasks and settings. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readProject } from "../../cli/project.ts";
import { makePlan } from "../../core/plan/index.ts";
import type { EffectiveSetting, PlannedEnvironment, ProjectModel, Value } from "../../protocol/index.ts";
import { pythonOf, VENV } from "../../scripts/python.mjs";

const root = join(import.meta.dirname, "../..");
const grammar = {
  runtime: join(root, "node_modules/web-tree-sitter/web-tree-sitter.wasm"),
  python: join(root, "node_modules/tree-sitter-python/tree-sitter-python.wasm"),
};

interface Planned {
  readonly name: string;
  readonly image: unknown;
  readonly tasks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** By variable. */
function plannedBySdk(file: string): Readonly<Record<string, readonly Planned[]>> {
  const script = join(import.meta.dirname, "plan_order.py");
  const output = execFileSync(pythonOf(VENV), [script, file], {
    encoding: "utf8",
    env: { ...process.env, FLYTE_DISABLE_SENTRY: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return JSON.parse(output);
}

function plannedFromText(model: ProjectModel, file: string, variable: string, home: string = file): readonly Planned[] {
  const environment = model.files
    .find(({ path }) => path === home)
    ?.environments.find((each) => each.variable === variable);
  // Imported ones are another file's.
  if (environment === undefined) throw new Error(`${file} has no ${variable}`);
  const plan = makePlan(model, environment, { file });
  expect(plan.problems).toEqual([]);
  expect(plan.unknownDependencies).toEqual([]);
  return plan.environments.map((each) => ({
    name: nameOf(each),
    image: imageOf(each),
    tasks: tasksOf(each),
  }));
}

const nameOf = ({ name }: PlannedEnvironment): string => (name.kind === "known" ? name.value : "?");

/** One that is built from layers has no value of its own. */
const imageOf = ({ image }: PlannedEnvironment): unknown => {
  const plain = plainValue(image.value);
  return typeof plain === "string" ? plain : null;
};

function tasksOf(environment: PlannedEnvironment): Planned["tasks"] {
  return Object.fromEntries(
    environment.tasks.map((task) => {
      const value = (name: string): unknown =>
        plainValue(task.settings.find((each: EffectiveSetting) => each.name === name)?.value);
      const settings = {
        resources: value("resources"),
        timeout: value("timeout"),
        env_vars: value("env_vars"),
        secrets: value("secrets"),
        reusable: value("reusable"),
        cache: value("cache"),
        retries: value("retries"),
        interruptible: value("interruptible"),
        queue: value("queue"),
        // Without one the SDK takes the function's name.
        short_name: value("short_name") ?? task.function,
      };
      return [task.name.kind === "known" ? task.name.value : "?", settings];
    }),
  );
}

/** As plan_order.py says it: times in seconds, objects by their class and their arguments. */
function plainValue(value: Value | undefined): unknown {
  if (value?.kind !== "known") return value;
  const known = value.value;
  switch (known.type) {
    case "none":
      return null;
    case "int":
    case "float":
      return Number(known.text);
    case "str":
    case "bool":
      return known.value;
    case "list":
    case "tuple":
      return known.items.map(plainValue);
    case "dict":
      return Object.fromEntries(known.entries.map((entry) => [plainValue(entry.key), plainValue(entry.value)]));
    case "object": {
      const given = Object.fromEntries(known.args.map((arg, index) => [arg.name ?? index, plainValue(arg.value)]));
      if (known.callee === "datetime.timedelta") return secondsOf(given);
      // Of a strategy plan_order.py tells the count alone, which is what a number stands for.
      return known.callee === "flyte.RetryStrategy" ? given.count : { [known.callee.replace(/^.*\./, "")]: given };
    }
    default:
      return known;
  }
}

const SECONDS: Readonly<Record<string, number>> = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };

const secondsOf = (given: Readonly<Record<string, unknown>>): number =>
  Object.entries(given).reduce((sum, [unit, count]) => sum + (SECONDS[unit] ?? Number.NaN) * Number(count), 0);

interface Case {
  readonly folder: string;
  /** What is deployed. */
  readonly file: string;
  readonly variables: readonly string[];
  /** Where they are defined, if elsewhere. */
  readonly home?: string;
}

const cases: readonly Case[] = [
  {
    folder: join(root, "test/fixtures/plan"),
    file: "top.py",
    variables: ["late", "top", "copy", "later_copy", "own", "alone"],
  },
  { folder: join(root, "test/fixtures/plan"), file: "extra.py", variables: ["bark"] },
  { folder: join(root, "test/fixtures/plan"), file: "shared.py", variables: ["leaf", "twig", "base"] },
  {
    folder: join(root, "test/fixtures/plan-loads"),
    file: "apply.py",
    variables: ["a", "b", "c", "d"],
    home: "zones.py",
  },
  {
    folder: join(root, "test/fixtures/plan-settings"),
    file: "kinds.py",
    variables: ["rich", "plain", "reused", "other"],
  },
  { folder: join(root, "samples/etl"), file: "etl.py", variables: ["etl"] },
  { folder: join(root, "samples/etl"), file: "features.py", variables: ["features"] },
];

describe.each(cases)("$file", async ({ folder, file, variables, home }) => {
  const { model } = await readProject(folder, grammar);
  const sdk = plannedBySdk(join(folder, file));
  test.each(variables)("%s", (variable) => {
    expect(sdk[variable]?.length).toBeGreaterThan(0);
    expect(plannedFromText(model, file, variable, home)).toEqual(sdk[variable]);
  });
});

test("the order is the list's, not the file's: what was asked for, then each dependency where it is met first", () => {
  const names = plannedBySdk(join(root, "test/fixtures/plan/top.py"));
  // Written by hand; it says what the comparison above would miss if both sides were wrong alike.
  expect(names.top?.map(({ name }) => name)).toEqual(["top", "base", "twig", "leaf", "bark", "late"]);
  expect(names.copy?.map(({ name }) => name)).toEqual(["copy", "base", "twig", "leaf", "bark"]);
});
