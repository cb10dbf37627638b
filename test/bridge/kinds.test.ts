/** Each kind of input: the right value reaches the task, a wrong one is told before anything runs; and how inputs describe themselves. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Input, Json } from "../../protocol/index.ts";
import type { DescribedInput, DescribeResult } from "../../protocol/runner.ts";
import { newest, projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "kinds.py");

const right: readonly (readonly [task: string, given: Json, seen: string])[] = [
  ["whole", 3, "3"],
  ["number", 1, "1.0"],
  ["number", "inf", "inf"],
  ["text", "3", "'3'"],
  ["flag", false, "False"],
  ["color", "RED", "<Color.RED: 'red'>"],
  ["color", "blue", "<Color.BLUE: 'blue'>"],
  ["letters", "b", "'b'"],
  ["numbers", 2, "2"],
  ["moment", "2026-01-31T06:00", "2026-01-31T06:00:00+00:00"],
  ["moment", "2026-01-31T06:00:00Z", "2026-01-31T06:00:00+00:00"],
  ["day", "2026-01-31", "datetime.date(2026, 1, 31)"],
  ["wait", 90, "datetime.timedelta(seconds=90)"],
  ["wait", "PT1M30S", "datetime.timedelta(seconds=90)"],
  ["maybe", "2 minutes", "datetime.timedelta(seconds=120)"],
  ["maybe", null, "None"],
  ["file", "kinds.py", "kinds.py"],
  ["file", { path: "kinds.py" }, "kinds.py"],
  ["folder", ".", "."],
  ["path", "kinds.py", "PosixPath kinds.py"],
  ["files", ["kinds.py", "flow.py"], "['kinds.py', 'flow.py']"],
  ["floats", [1, 2.5], "[1.0, 2.5]"],
  ["counts", { a: 1 }, "{'a': 1}"],
  ["point", { x: 1, y: 2 }, "Point(x=1, y=2.0, tags=[])"],
  [
    "line",
    { start: { x: 1 }, end: { x: 2, tags: ["far"] }, color: "blue" },
    "Line(start=Point(x=1, y=0.0, tags=[]), end=Point(x=2, y=0.0, tags=['far']), color=<Color.BLUE: 'blue'>)",
  ],
  [
    "lines",
    { a: [{ start: { x: 1 } }] },
    "{'a': [Line(start=Point(x=1, y=0.0, tags=[]), end=None, color=<Color.RED: 'red'>)]}",
  ],
  ["model", { name: "m", rate: 1 }, "Model(name='m', rate=1.0, layers=[])"],
  ["model", { name: "m", layers: [{ units: 4 }] }, "Model(name='m', rate=0.1, layers=[Layer(units=4)])"],
  ["either", 1, "1"],
  ["either", "1", "'1'"],
  ["options", { depth: 2 }, "{'depth': 2}"],
  ["pair", { left: 1 }, "(1, 'r')"],
  ["anything", { a: [1, null] }, "{'a': [1, None]}"],
  ["plain", { a: 1 }, "{'a': 1}"],
];

const wrong: readonly (readonly [task: string, given: Json, says: string])[] = [
  ["whole", 1.5, "Input x must be int; 1.5 was given."],
  ["number", "many", 'Input x must be float; "many" was given.'],
  ["text", 3, "Input x must be str; 3 was given."],
  ["flag", "yes", 'Input x must be bool; "yes" was given.'],
  ["color", "GREEN", 'Input x must be Color; "GREEN" was given: RED, BLUE'],
  ["letters", "c", "Input x must be Literal['a', 'b']; \"c\" was given."],
  ["numbers", "1", 'Input x must be Literal[1, 2]; "1" was given: 1, 2'],
  ["wait", "soon", 'Input x must be timedelta; "soon" was given: Could not parse duration: soon'],
  ["wait", "1 minute|soon", "Input x must be timedelta; \"1 minute|soon\" was given: could not parse 'soon'"],
  ["floats", [1, "2"], 'Input x[1] must be float; "2" was given.'],
  ["floats", { a: 1 }, 'Input x must be list[float]; {"a": 1} was given.'],
  ["counts", { a: "1" }, 'Input x.a must be int; "1" was given.'],
  ["point", { x: 1, z: 3 }, "x (Point) has no z. It has x, y, tags."],
  ["point", { y: 1 }, "x.x (int) is missing."],
  ["point", [1], "Input x must be Point; [1] was given."],
  ["line", { start: { x: 1, q: 0 } }, "x.start (Point) has no q. It has x, y, tags."],
  ["line", { start: { x: "1" } }, 'Input x.start.x must be int; "1" was given.'],
  [
    "lines",
    { a: [{ start: { x: 1 }, color: "green" }] },
    'Input x.a[0].color must be Color; "green" was given: RED, BLUE',
  ],
  ["model", { name: "m", rate: -1 }, "Input x.rate: Input should be greater than 0; -1 was given."],
  ["model", {}, "Input x.name: Field required; {} was given."],
  ["model", { name: "m", layer: [] }, "x (Model) has no layer. It has name, rate, layers."],
  ["model", { name: "m", layers: [{ units: 1, size: 2 }] }, "x.layers[0] (Layer) has no size. It has units."],
  ["either", [1], "Input x must be int | str; [1] was given."],
  ["options", { width: 2 }, "x (Options) has no width. It has depth."],
  ["file", 3, "Input x must be File; 3 was given"],
];

type Round = Readonly<Record<string, Json>>;

/** Each has one value for each kind: so many rounds as the kind with the most values has. */
function rounds(table: readonly (readonly [task: string, given: Json, says: string])[]): readonly Round[] {
  const kinds = [...new Set(table.map(([kind]) => kind))];
  const valuesOf = (kind: string) => table.filter((row) => row[0] === kind).map((row) => row[1]);
  const most = Math.max(...kinds.map((kind) => valuesOf(kind).length));
  return Array.from({ length: most }, (_, round) =>
    Object.fromEntries(kinds.map((kind) => [kind, valuesOf(kind)[round] ?? valuesOf(kind)[0] ?? null])),
  );
}
const inputsOf = (round: Round): readonly Input[] => Object.entries(round).map(([name, value]) => ({ name, value }));

describe.for(sdks)("flyte $sdk", ({ python }) => {
  test.for(rounds(right).map((round, index) => [index, round] as const))(
    "values reach the task, round %i",
    async ([, round]) => {
      const folder = join(file, "..");
      const inputs = [...inputsOf(round), { name: "table", value: join(folder, "kinds.py") }];
      const { text } = await session().run(taskSpec({ python, file, task: "everything", inputs }));
      const line = text.split("\n").find((each) => each.startsWith("run ")) ?? "";
      for (const [kind, value] of Object.entries(round)) {
        const expected = right.find((row) => row[0] === kind && row[1] === value)?.[2] ?? "?";
        expect(line, kind).toContain(expected);
      }
    },
  );

  test("one description tells every problem", async () => {
    const inputs: readonly Input[] = [
      { name: "rate", value: "fast" },
      { name: "point", value: { x: 1, q: 2 } },
      { name: "extra", value: 1 },
    ];
    const described = await session().runner.describe(taskSpec({ python, file, task: "defaults", inputs }));
    expect(described.kind === "described" && described.problems).toEqual([
      { input: "rate", path: [], missing: false, message: 'Input rate must be float; "fast" was given.' },
      { input: "point", path: ["q"], missing: false, message: "point (Point) has no q. It has x, y, tags." },
      {
        input: "extra",
        path: [],
        missing: false,
        message: "The task has no input extra. Its inputs are rate, color, since, wait, point, model, file.",
      },
    ]);
  });

  test("inputs describe themselves", async () => {
    expect(rendered(await session().runner.describe(taskSpec({ python, file, task: "defaults" })))).toEqual([
      "rate float = 0.5",
      'color choice RED|BLUE = "BLUE"',
      'since date = "2026-01-31"',
      "wait timedelta = 90",
      'point json = {"x":1,"y":0,"tags":[]}',
      'model json = {"name":"m","rate":0.1,"layers":[]}',
      "file file? = null",
    ]);
  });

  test("a schema has the type engine's words and bounds, and is closed where unknown names are refused", async () => {
    const described = await session().runner.describe(taskSpec({ python, file, task: "everything" }));
    expect(schemaOf(described)).toEqual({
      type: "object",
      title: "Model",
      properties: {
        name: { type: "string" },
        rate: { type: "number", description: "Learning rate", default: 0.1, exclusiveMinimum: 0 },
        layers: {
          type: "array",
          default: [],
          items: {
            type: "object",
            title: "Layer",
            properties: { units: { type: "integer" } },
            required: ["units"],
            additionalProperties: false,
          },
        },
      },
      required: ["name"],
      additionalProperties: false,
    });
  });
});

/** How they are worded depends on no version. */
test.for(rounds(wrong).map((round, index) => [index, round] as const))(
  "wrong values are told, round %i",
  async ([, round]) => {
    const spec = taskSpec({ python: newest, file, task: "everything", inputs: inputsOf(round) });
    const described = await session().runner.describe(spec);
    if (described.kind !== "described") throw new Error(JSON.stringify(described));
    for (const [kind, value] of Object.entries(round)) {
      const expected = wrong.find((row) => row[0] === kind && row[1] === value)?.[2].replace(/\bx\b/, kind);
      expect(described.problems.find(({ input }) => input === kind)?.message).toContain(expected);
    }
  },
);

test("files, folders and tables that aren't there are told before anything runs", async () => {
  const runner = session().runner;
  const inputs = [
    { name: "file", value: "none.txt" },
    { name: "folder", value: "none" },
    { name: "table", value: "none.csv" },
    { name: "files", value: ["kinds.py", "none"] },
  ];
  const described = await runner.describe(taskSpec({ python: newest, file, task: "everything", inputs }));
  const folder = join(file, "..");
  expect(described.kind === "described" && described.problems.slice(0, 4).map(({ message }) => message)).toEqual([
    `Input file must be File; "none.txt" was given: there is no ${join(folder, "none.txt")}`,
    `Input folder must be Dir; "none" was given: there is no ${join(folder, "none")}`,
    `Input table must be DataFrame; "none.csv" was given: there is no ${join(folder, "none.csv")}`,
    `Input files[1] must be File; "none" was given: there is no ${join(folder, "none")}`,
  ]);
});

test("a table comes from a CSV or Parquet path, with its format", async () => {
  const folder = temporaryFolder();
  for (const name of ["t.csv", "t.parquet"]) {
    const value = join(folder, name);
    writeFileSync(value, "a,b\n1,2\n");
    const { text } = await session().run(
      taskSpec({ python: newest, file, task: "frame", inputs: [{ name: "table", value }] }),
    );
    // The SDK copies it to where a run's data lies.
    expect(text).toMatch(new RegExp(`run succeeded o0='${name.slice(2)} \\S+/${name}'`));
  }
});

test("a file that can't be imported, has no such task, never ends or is cancelled", async () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const { runner } = session({ describeMs: 1500 });
  const said = async (path: string, signal?: AbortSignal) => {
    const described = await runner.describe(taskSpec({ python: newest, file: path, task: "main" }), signal);
    return described.kind === "error" ? `${described.error.code}: ${described.error.message}` : described.kind;
  };
  expect(await said(write("broken.py", "1 / 0\n"))).toBe("importError: division by zero");
  expect(await said(write("empty.py", ""))).toMatch(/^targetNotFound: .* has no task main; it defines no tasks\.$/);
  expect(await said(write("ends.py", "import os\nos._exit(3)\n"))).toMatch(/^processDied: .*exit code 3/);
  const slow = write("slow.py", "import time\ntime.sleep(60)\n");
  expect(await said(slow)).toMatch(/^timeout: Importing .*slow\.py took longer than 1\.5 s/);
  expect(await said(slow, AbortSignal.timeout(300))).toBe("cancelled");
});

test("new types are what they are of, and a generic class is read by the SDK, which older ones can't", async () => {
  const given = (user: Json, box: Json) => [
    { name: "user", value: user },
    { name: "box", value: box },
  ];
  const spec = taskSpec({ python: newest, file, task: "derived", inputs: given(3, { held: 1 }) });
  expect((await session().run(spec)).text).toContain("run succeeded o0='3 Box(held=1)'");
  const wrong = taskSpec({ python: newest, file, task: "derived", inputs: given("3", { held: 1 }) });
  expect((await session().run(wrong)).text).toContain('Input user must be int; "3" was given.');
});

test("a file is imported with the variables and secrets that a run has", async () => {
  const folder = temporaryFolder();
  const [envFile, path] = [join(folder, ".env"), join(folder, "needs.py")];
  writeFileSync(envFile, "RATE=0.25\n");
  writeFileSync(
    path,
    [
      "import os",
      "import flyte",
      'RATE = float(os.environ["RATE"])',
      'env = flyte.TaskEnvironment(name="needs")',
      "@env.task",
      "def main(rate: float = RATE) -> float:",
      "    return rate",
      "",
    ].join("\n"),
  );
  const { runner } = session();
  const spec = taskSpec({ python: newest, file: path, task: "main" }, { envFile });
  expect(rendered(await runner.describe(spec))).toEqual(["rate float = 0.25"]);
  expect(rendered(await runner.describe(spec, undefined, { secrets: { RATE: "0.5" } }))).toEqual(["rate float = 0.5"]);
});

function rendered(described: DescribeResult): readonly string[] {
  if (described.kind !== "described") return [JSON.stringify(described)];
  return described.inputs.map(({ name, form, choices, optional, default: value }: DescribedInput) => {
    const what = [`${form}${optional ? "?" : ""}`, ...(choices === undefined ? [] : [choices.join("|")])].join(" ");
    return `${name} ${what} = ${JSON.stringify(value)}`;
  });
}

function schemaOf(described: DescribeResult): Json | undefined {
  return described.kind === "described" ? described.inputs.find(({ name }) => name === "model")?.schema : undefined;
}
