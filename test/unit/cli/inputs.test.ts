/** Inputs on a command line: spelled as `flyte run` takes them, refused with what was probably meant. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readInputFile } from "../../../cli/inputFile.ts";
import { inputsHelp, readInputs, splitWords } from "../../../cli/inputs.ts";
import { nearest } from "../../../cli/nearest.ts";
import { UsageError } from "../../../cli/usage.ts";
import type { Parameter } from "../../../protocol/model.ts";

const parameters: readonly Parameter[] = [
  { name: "day", annotation: "datetime.date", hasDefault: false },
  { name: "max_rows", annotation: "int", hasDefault: true, defaultText: "10" },
  { name: "dry", annotation: "bool", hasDefault: false },
  { name: "note", annotation: "str | None", hasDefault: false },
];

const read = (...words: string[]) =>
  readInputs(words, "etl.main", parameters).map((each) => ("text" in each ? `${each.name}=${each.text}` : each));

function refusal(...words: string[]): string {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("not refused");
}

test("values come after the name or an equals sign, with dashes or underscores", () => {
  expect(read("--day", "2026-01-31", "--max-rows=3")).toEqual(["day=2026-01-31", "max_rows=3", "dry=false"]);
  expect(read("--day=2026-01-31", "--max_rows", "-3")).toEqual(["day=2026-01-31", "max_rows=-3", "dry=false"]);
  expect(read("--day", "x", "--note", "a = b\nc")).toContain("note=a = b\nc");
});

test("a bool is a flag", () => {
  expect(read("--dry", "--day", "x")).toEqual(["dry=true", "day=x"]);
  expect(read("--no-dry", "--day", "x")).toEqual(["dry=false", "day=x"]);
});

test("what can't be right is refused before anything starts", () => {
  expect(refusal()).toBe("etl.main needs --day (datetime.date).");
  expect(refusal("--day")).toBe("--day needs a value.");
  expect(refusal("2026-01-31")).toBe(`"2026-01-31" isn't an input. Inputs are given by name: --NAME VALUE.`);
  expect(refusal("--dya", "x")).toBe("etl.main has no input --dya. Did you mean --day or --dry?");
  expect(refusal("--project", "x")).toBe(
    "etl.main has no input --project. Its inputs are --day, --max_rows, --dry, --note.",
  );
  expect(() => readInputs(["--x", "1"], "etl.check", [])).toThrow("etl.check has no input --x. It takes none.");
});

test("near names are those that a typing mistake leads to", () => {
  expect(nearest("mian", ["main", "load", "build"])).toEqual(["main"]);
  expect(nearest("elt", ["etl", "api"])).toEqual(["etl"]);
  expect(nearest("build", ["features.build", "load"])).toEqual(["features.build"]);
  expect(nearest("deploy", ["main", "load"])).toEqual([]);
});

test("flightdeck's own options may stand behind the task, unless it has an input of that name", () => {
  expect(splitWords(["--day", "x", "--json", "--python=.venv", "--root-dir", "src"], parameters)).toEqual({
    inputs: ["--day", "x"],
    own: { json: true, python: ".venv", rootDir: "src" },
    help: false,
  });
  const json: Parameter = { name: "json", annotation: "str", hasDefault: false };
  expect(splitWords(["--json", "--print", "--print"], [json])).toEqual({
    inputs: ["--json", "--print"],
    own: { print: true },
    help: false,
  });
  expect(
    splitWords(["--dotenv", "ci.env", "--local", "-p", "shop", "-d", "dev", "-c", "conf.yaml"], parameters),
  ).toEqual({
    inputs: [],
    own: { dotenv: "ci.env", local: true, project: "shop", domain: "dev", config: "conf.yaml" },
    help: false,
  });
  expect(splitWords(["--help"], parameters).help).toBe(true);
  expect(splitWords(["-h"], parameters).help).toBe(true);
  expect(() => splitWords(["--python"], parameters)).toThrow("--python needs a value.");
});

test("the help of a task lists its inputs", () => {
  const documented = parameters.map((each) => (each.name === "day" ? { ...each, doc: "The last day." } : each));
  expect(inputsHelp("etl.main", "(day: date, …) → str", documented)).toBe(
    `etl.main(day: date, …) → str
  --day       datetime.date · required · The last day.
  --max_rows  int · default 10
  --dry       bool · required
  --note      str | None · required
`,
  );
  expect(inputsHelp("etl.check", "()", [])).toBe("etl.check()\n  takes no inputs\n");
});

test("a file gives inputs besides, a word counts more, and its names are checked", () => {
  const n: Parameter = { name: "n", annotation: "int", hasDefault: false };
  const m: Parameter = { name: "m", annotation: "int", hasDefault: false };
  const file = [
    { name: "n", value: 1 },
    { name: "m", value: 2 },
  ];
  expect(readInputs(["--m", "3"], "etl.main", [n, m], file)).toEqual([
    { name: "n", value: 1 },
    { name: "m", text: "3" },
  ]);
  expect(() => readInputs([], "etl.main", [n], file)).toThrow("etl.main has no input --m.");
});

test("a file of inputs keeps its digits; one that isn't there, isn't JSON, or no object is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "fd-inputs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "a.json"), '{"n": [1, null]}');
  writeFileSync(join(folder, "list.json"), "[1]");
  writeFileSync(join(folder, "broken.json"), "{");
  expect(readInputFile("a.json", folder)).toEqual([{ name: "n", value: [1, null] }]);
  writeFileSync(
    join(folder, "large.json"),
    '\ufeff{"n": 9007199254740993, "s": "9007199254740993", "many": [1, 9007199254740993 ]}',
  );
  expect(readInputFile("large.json", folder)).toEqual([
    { name: "n", text: "9007199254740993" },
    { name: "s", value: "9007199254740993" },
    { name: "many", text: "[1, 9007199254740993 ]" },
  ]);
  expect(() => readInputFile("none.json", folder)).toThrow(/^The inputs in none\.json can't be read: ENOENT/);
  expect(() => readInputFile("broken.json", folder)).toThrow(/^broken\.json isn't JSON: /);
  expect(() => readInputFile("list.json", folder)).toThrow(
    'list.json has to hold an object of values by name, such as {"n": 1}.',
  );
});
