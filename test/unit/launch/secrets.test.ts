/** Which variables secrets arrive in, as the SDK names them. */

import { expect, test } from "vitest";
import { secretNames } from "../../../core/launch/secrets.ts";
import type { PyValue, Value } from "../../../protocol/value.ts";
import { environment, task } from "../plan/models.ts";

const known = (value: PyValue): Value => ({ kind: "known", value });
const text = (value: string): Value => known({ type: "str", value });
const secret = (args: Readonly<Record<string, string>>): Value =>
  known({
    type: "object",
    callee: "flyte.Secret",
    args: Object.entries(args).map(([name, value]) =>
      name === "0" ? { value: text(value) } : { name, value: text(value) },
    ),
  });
const unknown: Value = { kind: "unknown", reason: { kind: "name", name: "x" }, why: "x is not known" };

const namesOf = (secrets: Value, own?: Value) => {
  const env = environment("etl.py", 1, "etl");
  const given = (value: Value) => [
    { name: "secrets", value, text: "", place: { file: "etl.py", range: env.place.range } },
  ];
  return secretNames(own === undefined ? undefined : { ...task("etl.py", 5, env, "main"), settings: given(own) }, {
    ...env,
    settings: given(secrets),
  });
};

test("a text, a Secret and a list of both, of the environment and the task", () => {
  expect(namesOf(text("open-ai"))).toEqual(["OPEN_AI"]);
  expect(namesOf(secret({ 0: "key", as_env_var: "MY_KEY" }))).toEqual(["MY_KEY"]);
  expect(namesOf(secret({ key: "key", group: "team" }))).toEqual(["TEAM_KEY"]);
  expect(namesOf(known({ type: "list", items: [text("b"), secret({ key: "a" }), unknown] }), text("c"))).toEqual([
    "A",
    "B",
    "C",
  ]);
});

test("what is a file, or can't be told, is in no variable", () => {
  expect(namesOf(secret({ key: "key", mount: "/etc/flyte/secrets" }))).toEqual([]);
  expect(namesOf(unknown)).toEqual([]);
});
