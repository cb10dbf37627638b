/** Whom a script contacts where the mode of its run context is given, undecided or left out. */

import { expect, test } from "vitest";
import { modelOf } from "./parser.ts";

function contactsOf(context: string): readonly string[] {
  const text = `import os, sys, flyte
env = flyte.TaskEnvironment("n")
@env.task
def t(): ...
flyte.init_from_config()
if __name__ == "__main__":
    flyte.${context}.run(t)
`;
  return modelOf({ "a.py": text }).flatMap(({ entryPoints = [] }) => entryPoints.map(({ contact }) => contact.kind));
}

test.each([
  ['with_runcontext(mode="local" if len(sys.argv) > 1 else "remote")', "unknown"],
  ['with_runcontext(mode=os.environ["MODE"])', "unknown"],
  ["with_runcontext(sys.argv[1])", "unknown"],
  ["with_runcontext(**OPTIONS)", "unknown"],
  ['with_runcontext(mode="local")', "nobody"],
  ['with_runcontext("local", name="x")', "nobody"],
  ['with_runcontext("remote" if len(sys.argv) > 1 else "hybrid")', "config"],
  ["with_runcontext(mode=None)", "config"],
  ["with_runcontext()", "config"],
])("%s: %s", (context, contact) => {
  expect(contactsOf(context)).toEqual([contact]);
});

test.each([
  ['__name__ in ("__main__",)', ["main"]],
  ['__name__ in ["__main__"]', ["main"]],
  ['"__main__" == __name__', ["main"]],
  // An import does it, too, if its name is among several.
  ['__name__ in ("__main__", "jobs")', ["import"]],
])("if %s", (condition, whens) => {
  const text = `import flyte
env = flyte.TaskEnvironment("n")
@env.task
def t(): ...
if ${condition}:
    late = flyte.TaskEnvironment("late")
`;
  const found = modelOf({ "a.py": text }).flatMap(({ environments }) => environments);
  expect(found.filter(({ variable }) => variable !== "env").map(({ when }) => when)).toEqual(whens);
});
