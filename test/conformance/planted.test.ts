/** The check is checked: a wrong fact in the model's answer must be reported, each kind of it, with its place. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { conformance, listed } from "./check.ts";
import type { Registry, Stated, StatedFile } from "./facts.ts";
import { observeFolder } from "./registry.ts";
import { findingLine, reportText } from "./report.ts";

const fixtures = join(import.meta.dirname, "../fixtures/conformance");
const shop = join(fixtures, "shop");
const options = { python: pythonOf(VENV) };

let registry: Registry;
let stated: Stated;

beforeAll(async () => {
  registry = await observeFolder(shop, options);
  stated = await listed(shop);
});

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/** What is reported, in short, of an answer in which one file was changed. */
async function reported(file: string, change: (file: Writable<StatedFile>) => void): Promise<readonly string[]> {
  const planted = structuredClone(stated) as Writable<Stated>;
  const changed = planted.files[file];
  if (changed === undefined) throw new Error(`The model says nothing of ${file}`);
  change(changed);
  const { findings } = await conformance(shop, registry, planted as Stated, options);
  return findings.map((each) => `${each.kind}: ${findingLine(each).replace(/ {2,}/g, " ")}`);
}

function found<T extends { name: string | null }>(all: T[], name: string): T {
  const one = all.find((each) => each.name === name);
  if (one === undefined) throw new Error(`no ${name}`);
  return one;
}

function parameter<T extends { parameter: string | number }>(all: T[] | undefined, name: string | number): T {
  const one = all?.find((each) => each.parameter === name);
  if (one === undefined) throw new Error(`no ${name}`);
  return one;
}

const text = (value: string) => ({ type: "str", value });

test("an answer that is right gives no finding", async () => {
  expect(await reported("app.py", () => {})).toEqual([]);
});

test("the registry holds what is written, at its place", () => {
  expect(registry.environments.map(({ file, line, name, kind }) => `${file}:${line} ${name} ${kind}`)).toEqual([
    "app.py:6 main TaskEnvironment",
    "app.py:15 containers TaskEnvironment",
    "envs.py:6 base TaskEnvironment",
    "envs.py:12 big TaskEnvironment",
  ]);
  expect(
    registry.tasks.map(({ file, line, name, inputs }) => {
      const given = inputs.map((each) => `${each.name}${each.hasDefault ? " = …" : ""}`).join(", ");
      return `${file}:${line} ${name}(${given})`;
    }),
  ).toEqual(["app.py:9 greet(who)", "app.py:20 main.main(day, limit = …)", "app.py:25 base.load(day)"]);
  expect(registry.dependsOn.map(({ file, line, from, to }) => `${file}:${line} ${from} ${to}`)).toEqual([
    "app.py:6 main big",
    "app.py:7 main base",
    "envs.py:12 big base",
  ]);
  expect(registry.stubbed).toEqual(["nowhere"]);
});

test("an environment of another name", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.environments, "containers").name = "boxes";
    }),
  ).toEqual([
    "missed: environments app.py:15 containers · TaskEnvironment (the model: boxes · TaskEnvironment)",
    "wrong: environments app.py:15 boxes · TaskEnvironment (the SDK: containers · TaskEnvironment)",
  ]);
});

test("an environment of another class", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.environments, "containers").kind = "AppEnvironment";
    }),
  ).toEqual([
    "missed: environments app.py:15 containers · TaskEnvironment (the model: containers · AppEnvironment)",
    "wrong: environments app.py:15 containers · AppEnvironment (the SDK: containers · TaskEnvironment)",
  ]);
});

test("an environment in another line", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.environments, "containers").line = 16;
    }),
  ).toEqual([
    "missed: environments app.py:15 containers · TaskEnvironment (the model: line 16)",
    "wrong: environments app.py:16 containers · TaskEnvironment (the SDK: line 15)",
  ]);
});

test("an environment whose name is not known is missed, and not wrong", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.environments, "containers").name = null;
    }),
  ).toEqual(["missed: environments app.py:15 containers · TaskEnvironment"]);
});

test("an environment that isn't there", async () => {
  expect(
    await reported("app.py", (file) => {
      file.environments.push({ name: "ghost", kind: "TaskEnvironment", line: 30 });
    }),
  ).toEqual(["wrong: environments app.py:30 ghost · TaskEnvironment"]);
});

test("an environment that a call makes is said to be there already", async () => {
  expect(
    await reported("app.py", (file) => {
      delete found(file.environments, "later").when;
    }),
  ).toEqual(["wrong: environments app.py:30 later · TaskEnvironment"]);
});

test("an environment that is there is said to come later", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.environments, "containers").when = "call";
    }),
  ).toEqual([
    "missed: environments app.py:15 containers · TaskEnvironment (the model: only once called)",
    "wrong: environments app.py:15 containers · TaskEnvironment (the SDK: on import)",
  ]);
});

test("a dropped task, with its inputs and values", async () => {
  expect(
    await reported("app.py", (file) => {
      file.tasks = file.tasks.filter(({ name }) => name !== "main.main");
    }),
  ).toEqual([
    "missed: tasks app.py:20 main.main",
    "missed: task inputs app.py:20 main.main(day)",
    "missed: task inputs app.py:20 main.main(limit = …)",
    "missed: literals, constants app.py:19 main.main retries literal (the model: not said)",
  ]);
});

test("a task of another name", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.tasks, "base.load").name = "main.load";
    }),
  ).toEqual([
    "missed: tasks app.py:25 base.load (the model: main.load)",
    "wrong: tasks app.py:25 main.load (the SDK: base.load)",
    "missed: task inputs app.py:25 base.load(day)",
  ]);
});

test("a task in another line", async () => {
  expect(
    await reported("app.py", (file) => {
      found(file.tasks, "greet").line = 10;
    }),
  ).toEqual([
    "missed: tasks app.py:9 greet (the model: line 10)",
    "wrong: tasks app.py:10 greet (the SDK: line 9)",
    "missed: task inputs app.py:9 greet(who)",
    "missed: literals, constants app.py:11 greet image literal (the model: not said)",
    "missed: literals, constants app.py:12 greet command literal (the model: not said)",
  ]);
});

test("an extra edge", async () => {
  expect(
    await reported("app.py", (file) => {
      file.dependsOn.push(["containers", "base"]);
    }),
  ).toEqual(["wrong: depends_on app.py:15 containers → base"]);
});

test("a dropped edge", async () => {
  expect(
    await reported("app.py", (file) => {
      file.dependsOn = file.dependsOn.filter(([, to]) => to !== "base");
    }),
  ).toEqual(["missed: depends_on app.py:7 main → base"]);
});

test("an edge the other way round", async () => {
  expect(
    await reported("envs.py", (file) => {
      file.dependsOn = [["base", "big"]];
    }),
  ).toEqual(["missed: depends_on envs.py:12 big → base", "wrong: depends_on envs.py:6 base → big"]);
});

test("an input whose default is lost", async () => {
  expect(
    await reported("app.py", (file) => {
      found(found(file.tasks, "main.main").inputs, "limit").hasDefault = false;
    }),
  ).toEqual(["missed: task inputs app.py:20 main.main(limit = …)", "wrong: task inputs app.py:20 main.main(limit)"]);
});

test("an input of another name", async () => {
  expect(
    await reported("app.py", (file) => {
      found(found(file.tasks, "greet").inputs, "who").name = "whom";
    }),
  ).toEqual(["missed: task inputs app.py:9 greet(who)", "wrong: task inputs app.py:9 greet(whom)"]);
});

test("a wrong value of an environment", async () => {
  expect(
    await reported("envs.py", (file) => {
      const value = parameter(found(file.environments, "base").values, "resources");
      if (value.state === "known") {
        value.value = {
          type: "object",
          callee: "flyte.Resources",
          args: [{ name: "cpu", value: { kind: "known", value: { type: "int", text: "3" } } }],
        };
      }
    }),
  ).toEqual([
    expect.stringMatching(
      /^wrong: known values envs\.py:9 base resources = Resources\(cpu=3, .* \(the SDK: Resources\(cpu=2, memory='1Gi', /,
    ),
  ]);
});

test("a wrong value that a clone inherits", async () => {
  expect(
    await reported("envs.py", (file) => {
      const value = parameter(found(file.environments, "big").values, "env_vars");
      if (value.state === "known") value.value = { type: "dict", entries: [] };
    }),
  ).toEqual(["wrong: known values envs.py:10 big env_vars = {} (the SDK: {'A': '1'})"]);
});

test("a wrong value of a decorator", async () => {
  expect(
    await reported("app.py", (file) => {
      const value = parameter(found(file.tasks, "main.main").values, "retries");
      if (value.state === "known") value.value = { type: "int", text: "4" };
    }),
  ).toEqual(["wrong: known values app.py:19 main.main retries = 4 (the SDK: 3)"]);
});

test("a wrong argument of an image's call", async () => {
  expect(
    await reported("envs.py", (file) => {
      const value = parameter(found(file.environments, "base").image?.[1]?.arguments, 0);
      if (value.state === "known") value.value = text("polars");
    }),
  ).toEqual(["wrong: known values envs.py:6 base image with_pip_packages(0) = 'polars' (the SDK: 'pandas')"]);
});

test("one of several that has the right one among it is right, without it is wrong", async () => {
  const several = (...values: readonly string[]) =>
    reported("app.py", (file) => {
      const main = found(file.environments, "main");
      main.values = (main.values ?? []).map((each) =>
        each.parameter === "cache" ? { parameter: "cache", line: 6, state: "oneOf", values: values.map(text) } : each,
      ) as NonNullable<typeof main.values>;
    });
  expect(await several("disable", "auto")).toEqual([]);
  expect(await several("disable", "override")).toEqual([
    "wrong: known values app.py:6 main cache = 'disable' or 'override' (the SDK: 'auto')",
  ]);
  expect(await several("disable", "auto", "override", "enabled")).toEqual([
    "missed: literals, constants app.py:6 main cache literal (the model: oneOf)",
  ]);
});

test("a literal that is not known", async () => {
  expect(
    await reported("envs.py", (file) => {
      const base = found(file.environments, "base");
      base.values = (base.values ?? []).map((each) =>
        each.parameter === "env_vars"
          ? { parameter: "env_vars", line: 10, state: "unknown", reason: { kind: "expression" } }
          : each,
      ) as NonNullable<typeof base.values>;
    }),
  ).toEqual(["missed: literals, constants envs.py:10 base env_vars literal (the model: unknown: expression)"]);
});

test("a value that nobody can make is told apart", async () => {
  const planted = structuredClone(stated) as Writable<Stated>;
  const value = parameter(found(planted.files["app.py"]?.tasks ?? [], "main.main").values, "retries");
  if (value.state === "known") value.value = { type: "object", callee: "flyte.NoSuchClass", args: [] };
  const { findings, unjudged } = await conformance(shop, registry, planted as Stated, options);
  expect(findings).toEqual([]);
  expect(unjudged).toEqual([expect.stringContaining("app.py:19 main.main retries: AttributeError")]);
});

test("imports reach no network, start nothing, write nothing into the folder, and end", async () => {
  const folder = join(fixtures, "rough");
  const rough = await observeFolder(folder, { ...options, limit: 5000 });
  expect([...rough.failed]).toEqual([
    ["leaves.py", "SystemExit: 3"],
    ["sleeps.py", "took longer than 5 s"],
    ["starts.py", "PermissionError: subprocess.Popen is blocked while files are imported"],
    ["talks.py", "PermissionError: socket.getaddrinfo is blocked while files are imported"],
  ]);
  expect([...rough.imported]).toEqual(["writes.py"]);
  expect(readdirSync(folder).sort()).toEqual(["leaves.py", "sleeps.py", "starts.py", "talks.py", "writes.py"]);
  // What was made before the end is a fact, but such a file is not compared.
  expect(rough.environments.map(({ file, name }) => `${file} ${name}`)).toEqual([
    "leaves.py before",
    "writes.py writes",
  ]);
});

test("the report", async () => {
  const planted = structuredClone(stated) as Writable<Stated>;
  found(planted.files["app.py"]?.environments ?? [], "containers").name = "boxes";
  const report = reportText(await conformance(shop, registry, planted as Stated, options));
  expect(report).toContain(`2 of 2 files imported; 1 packages stubbed

                        precision     recall      right        SDK      model
environments               0.7500     0.7500          3          4          4
tasks                      1.0000     1.0000          3          3          3
depends_on                 1.0000     1.0000          3          3          3
task inputs                1.0000     1.0000          4          4          4
`);
  expect(report).toContain("Missed (1)\n  environments          app.py:15  containers · TaskEnvironment");
  expect(report).toContain("Wrong (1)\n  environments          app.py:15  boxes · TaskEnvironment");
});
