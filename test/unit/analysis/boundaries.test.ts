/** What crosses a boundary stays what it is: models through JSON, other files through an edit. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLinker } from "../../../core/analysis/index.ts";
import { type Files, modelOf, parser } from "./parser.ts";

const root = join(import.meta.dirname, "../../fixtures/analysis");

function filesOf(name: string): Files {
  const paths = readdirSync(join(root, name), { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    paths
      .filter((path) => path.endsWith(".py"))
      .map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, name, path), "utf8")]),
  );
}

test.each(readdirSync(root))("the facts and the model of %s survive a JSON round trip unchanged", (name) => {
  const files = filesOf(name);
  const model = modelOf(files);
  expect(JSON.parse(JSON.stringify(model))).toStrictEqual(model);
  for (const text of Object.values(files)) {
    const facts = parser.facts(text);
    expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
  }
});

test("an edit inside a body is told of its own file alone", () => {
  const shared = `import flyte

env = flyte.TaskEnvironment(name="shared")


@env.task
async def build(n: int) -> int:
    return n
`;
  const user = `import flyte
from shared import build, env as shared_env

env = flyte.TaskEnvironment(name="user", depends_on=[shared_env])


@env.task
async def main(n: int) -> int:
    return await build(n)
`;
  const linker = createLinker(parser.read);
  linker.set("shared.py", parser.facts(shared));
  linker.set("user.py", parser.facts(user));
  linker.link();
  linker.set("shared.py", parser.facts(shared.replace("return n\n", "total = n + 1\n    return total\n")));
  expect(linker.link().changed.map(({ path }) => path)).toEqual(["shared.py"]);
});
