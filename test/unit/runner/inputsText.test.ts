/** What an action was given, as a document: whole where the journal has it so, else in short. */

import { expect, test } from "vitest";
import type { Input, RunEvent } from "../../../protocol/index.ts";
import { inputsText } from "../../../runner/log/inputsText.ts";
import { spec } from "../specs.ts";

const started = (action: string, inputs?: Extract<RunEvent, { kind: "actionStarted" }>["inputs"]): RunEvent => ({
  kind: "actionStarted",
  atMs: 1,
  action,
  task: `etl.${action}`,
  shortName: action,
  cacheHit: false,
  ...(inputs === undefined ? {} : { inputs }),
});
const failed = (action: string, inputs: readonly Input[]): RunEvent => ({
  kind: "actionFinished",
  atMs: 2,
  action,
  end: { kind: "cancelled" },
  inputs,
});

test("a run's are those of its launch", () => {
  const inputs: readonly Input[] = [
    { name: "n", text: "3" },
    { name: "days", value: ["mon"] },
  ];
  const given = { ...spec, action: { ...spec.action, inputs } } as typeof spec;
  const events: readonly RunEvent[] = [{ kind: "runStarted", atMs: 0, spec: given }, started("a0")];
  expect(inputsText("main", events, undefined)).toBe('main\n\nn\n3\n\ndays\n[\n  "mon"\n]\n');
  expect(inputsText("main", [{ kind: "runStarted", atMs: 0, spec }], undefined)).toBe(
    "main\n\nIt was given nothing.\n",
  );
});

test("an action's are in short, and whole where it failed", () => {
  const shown = started("load", [{ name: "path", text: "'/da…" }]);
  expect(inputsText("load", [shown], "load")).toBe("load\n\npath\n'/da…\n");
  expect(inputsText("load", [shown, failed("load", [{ name: "path", value: "/data" }])], "load")).toBe(
    'load\n\npath\n"/data"\n',
  );
  expect(inputsText("load", [started("load")], "load")).toContain("The journal has no inputs of it");
});

test("of those that were not kept it says so", () => {
  const event = { ...failed("load", [{ name: "n", value: 1 }]), withheld: ["token"] } as RunEvent;
  expect(inputsText("load", [event], "load")).toBe("load\n\nn\n1\n\ntoken\nIt holds a secret, and was not kept.\n");
});

test("of a run's that were handed over beside its launch it says so, too", () => {
  const given = { ...spec, action: { ...spec.action, withheld: ["token"] } } as typeof spec;
  expect(inputsText("main", [{ kind: "runStarted", atMs: 0, spec: given }], undefined)).toBe(
    "main\n\ntoken\nIt holds a secret, and was not kept.\n",
  );
});
