/** Bodies that are not evaluated again, because neither they nor what they read changed, still tell the calls as they are. */

import { expect, onTestFinished, test } from "vitest";
import { createLinker } from "../../../core/analysis/index.ts";
import { parser } from "./parser.ts";

/** A file that is edited by replacing words; tells the calls of its tasks as `from > to kind line:column`. */
function edited(text: string) {
  const linker = createLinker(parser.read);
  const document = parser.open(text);
  onTestFinished(() => document.dispose());
  let last: readonly string[] = [];
  const calls = (): readonly string[] => {
    linker.set("a.py", document.facts());
    for (const model of linker.link().changed) {
      last = model.calls.map(({ from, to, kind, place: { range } }) => {
        const target = to.kind === "known" ? to.value : to.kind;
        return `${from} > ${target} ${kind} ${range.start.line}:${range.start.character}`.replaceAll("a.py#", "");
      });
    }
    return last;
  };
  const replace = (word: string, by: string): readonly string[] => {
    const at = document.text.indexOf(word);
    expect(at).toBeGreaterThanOrEqual(0);
    const position = (offset: number) => {
      const lines = document.text.slice(0, offset).split("\n");
      return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    };
    document.edit([{ range: { start: position(at), end: position(at + word.length) }, text: by }]);
    return calls();
  };
  return { calls, replace };
}

const FILE = `import flyte

env = flyte.TaskEnvironment(name="e")
DEEP = True
other = None


@env.task
def low(): ...


@env.task
def main():
    if DEEP:
        low()
    other()
`;

test("calls move with their text, and are called as the environment is now", () => {
  const file = edited(FILE);
  expect(file.calls()).toEqual(["e.main > e.low call 14:8"]);
  expect(file.replace("DEEP = True", "# above\nDEEP = True")).toEqual(["e.main > e.low call 15:8"]);
  expect(file.replace('"e"', '"f"')).toEqual(["f.main > f.low call 15:8"]);
  expect(file.replace("# above\n", "")).toEqual(["f.main > f.low call 14:8"]);
});

test("what a body reads of its module decides", () => {
  const file = edited(FILE);
  file.calls();
  expect(file.replace("DEEP = True", "DEEP = False")).toEqual([]);
  expect(file.replace("DEEP = False", "DEEP = True")).toEqual(["e.main > e.low call 14:8"]);
  expect(file.replace("def low", "def high")).toEqual([]);
  expect(file.replace("other = None", "low = None")).toEqual([]);
  expect(file.replace("def high", "def low")).toEqual(["e.main > e.low call 14:8"]);
});

test("a name that means another task now is another call", () => {
  const file = edited(`${FILE}\n\nother = low\n`);
  expect(file.calls()).toEqual(["e.main > e.low call 14:8", "e.main > e.low call 15:4"]);
  expect(file.replace("\n\nother = low", "\n\n@env.task\ndef more(): ...\n\n\nother = more")).toEqual([
    "e.main > e.low call 14:8",
    "e.main > e.more call 15:4",
  ]);
});

test("a body that asks for a task's name is evaluated again when that changes", () => {
  const file = edited(FILE.replace("if DEEP", 'if low.name == "e.low"'));
  expect(file.calls()).toEqual(["e.main > e.low call 14:8"]);
  expect(file.replace('name="e"', 'name="f"')).toEqual([]);
});

test("what a helper of the project does counts", () => {
  const file = edited(
    FILE.replace("    other()", "    help()").replace(
      "@env.task\ndef main",
      "def help():\n    low()\n\n\n@env.task\ndef main",
    ),
  );
  expect(file.calls()).toEqual(["e.main > e.low call 18:8", "e.main > e.low call 12:4"]);
  expect(file.replace("    low()\n", "    pass\n")).toEqual(["e.main > e.low call 18:8"]);
});
