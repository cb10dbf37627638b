/** Names deep inside of inputs: none is dropped, and each is asked for as it is taken. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Input, Json } from "../../protocol/index.ts";
import { newest, projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "nested.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  test("values reach the task", async () => {
    const nest = {
      point: { x: 1 },
      points: [{ x: 2, y: 3 }],
      cats: [{ lives: 4 }],
      pair: [{ lives: 5 }, { x: 6 }],
      pet: { name: "Rex", tricks: 7 },
      pets: { a: { lives: 8 } },
      open: { kind: "o", more: 1 },
    };
    const inputs: readonly Input[] = [
      { name: "nest", value: nest },
      { name: "lenient", value: { name: "b" } },
      { name: "by_float", value: { "1.5": 2 } },
    ];
    const { text } = await session().run(taskSpec({ python, file, task: "nested", inputs }));
    expect(text.replaceAll("\\'", "'")).toContain(
      "Nest(point=Point(x=1, y=0), points=[Point(x=2, y=3)], cats=(Cat(lives=4),), pair=(Cat(lives=5), Point(x=6, y=0)), " +
        "pet=Dog(name='Rex', tricks=7), pets={'a': Cat(lives=8)}, open=Open(kind='o', more=1)) " +
        "Lenient(name='b') {1.5: 2}",
    );
  });
});

test("names that pydantic passes over are told", async () => {
  const { runner } = session();
  const said = async (name: string, value: Json, task = "nested") => {
    const described = await runner.describe(taskSpec({ python: newest, file, task, inputs: [{ name, value }] }));
    return described.kind === "described" ? described.problems.map(({ message }) => message) : described;
  };
  const told = await Promise.all([
    said("nest", { point: { x: 1, z: 2 } }),
    said("nest", { points: [{ x: 1 }, { x: 1, z: 2 }] }),
    said("nest", { cats: [{ lives: 1, z: 2 }] }),
    said("nest", { pair: [{ lives: 1 }, { x: 1, z: 2 }] }),
    said("nest", { pet: { lives: 1, z: 2 } }),
    said("nest", { pets: { a: { name: "Rex", trick: 2 } } }),
    said("aliased", { name: "a" }, "offers"),
    said("aliased", { theName: "a", size: 1 }, "offers"),
    said("aliased", { theName: "a", width: 1 }, "offers"),
    said("by_float", { many: 1 }),
  ]);
  expect(told).toEqual([
    ["nest.point (Point) has no z. It has x, y."],
    ["nest.points[1] (Point) has no z. It has x, y."],
    ["nest.cats[0] (Cat) has no z. It has lives."],
    ["nest.pair[1] (Point) has no z. It has x, y."],
    ["nest.pet (Cat) has no z. It has lives."],
    ["nest.pets.a (Dog) has no trick. It has name, tricks."],
    ["aliased (Aliased) has no name. It has theName, theSize, width."],
    ["aliased (Aliased) has no size. It has theName, theSize, width."],
    [],
    ['Input by_float.many must be float; "many" was given.'],
  ]);
});

test("a model's schema and default have the names that are taken", async () => {
  const { runner } = session();
  const described = await runner.describe(taskSpec({ python: newest, file, task: "asks" }));
  const schemas = described.kind === "described" ? described.inputs.map(({ schema }) => schema) : [];
  expect(schemas).toMatchObject([
    {
      properties: { theName: { type: "string" }, theSize: { type: "integer" }, width: { type: "integer" } },
      required: ["theName"],
      additionalProperties: false,
    },
    {
      properties: { theName: { type: "string" }, name: { type: "string" } },
      required: [],
      allOf: [{ anyOf: [{ required: ["theName"] }, { required: ["name"] }] }],
      additionalProperties: false,
    },
  ]);
  const defaults = await runner.describe(taskSpec({ python: newest, file, task: "offers" }));
  expect(defaults.kind === "described" && defaults.inputs.map((input) => input.default)).toEqual([
    { theName: "n", theSize: 1 },
    { theName: "n" },
  ]);
});

test("a file's object may say its format and its name, and nothing else", async () => {
  const path = join(temporaryFolder(), "a.csv");
  writeFileSync(path, "a\n1\n");
  const { run, runner } = session();
  const spec = (file_: Json, table: Json) =>
    taskSpec({
      python: newest,
      file,
      task: "lies",
      inputs: [
        { name: "file", value: file_ },
        { name: "table", value: table },
      ],
    });
  const right = spec({ path, format: "special", hash: null }, { uri: path, format: "csv" });
  expect((await run(right)).text).toContain("run succeeded o0='special a.csv csv'");
  const described = await runner.describe(spec({ path, mime: "text" }, { uri: path, format: 3 }));
  expect(described.kind === "described" && described.problems.map(({ message }) => message)).toEqual([
    "file (File) has no mime. It has path, uri, format, name, hash.",
    "Input table.format must be str; 3 was given.",
  ]);
});
