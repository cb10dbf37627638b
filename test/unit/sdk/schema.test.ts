/** The generated facts against the installed SDK, and what the accessors make of them. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  environmentClass,
  environmentClasses,
  fallsThrough,
  handedDown,
  parametersAt,
} from "../../../core/sdk/index.ts";
// @ts-expect-error A script without types.
import { schemaPath, schemaText } from "../../../scripts/sdk-schema.mjs";

test("regenerating changes nothing (else run: npm run sdk:schema)", () => {
  expect(schemaText()).toBe(readFileSync(schemaPath, "utf8").replaceAll("\r\n", "\n"));
});

test("environments are known by every name that leads to them", () => {
  expect(environmentClass("TaskEnvironment")?.bases).toEqual(["Environment"]);
  expect(environmentClass("flyte.app.AppEnvironment")?.parameters.port?.default).toEqual({
    type: "int",
    text: "8080",
  });
  expect(environmentClass("flyte.app.extras.FastAPIAppEnvironment")?.bases).toEqual(["AppEnvironment", "Environment"]);
  expect(environmentClass("flyte.clustered.ClusteredTaskEnvironment")?.parameters.replicas).toEqual({ type: "int" });
  expect(environmentClass("RayEnvironment")).toBeUndefined();
  expect(environmentClasses.map(({ name }) => name)).toContain("ConnectorEnvironment");
});

// What the SDK did when each was tried by hand.
test("the decorator refuses what only an environment can have, and clone_with what its signature seems to take", () => {
  const accepted = (level: "clone_with" | "task" | "override", name: string) => name in parametersAt(level);
  expect(["resources", "image", "name", "env_vars"].filter((name) => accepted("task", name))).toEqual([]);
  expect(["queue", "pod_template", "plugin_config"].filter((name) => accepted("clone_with", name))).toEqual([]);
  expect(["report", "triggers", "plugin_config"].every((name) => accepted("override", name))).toBe(true);
  expect(["image", "name", "docs", "interface"].filter((name) => accepted("override", name))).toEqual([]);
  expect(
    ["retries", "timeout"].filter((name) => name in (environmentClass("TaskEnvironment")?.parameters ?? {})),
  ).toEqual([]);
});

test("allowed values come with the parameter", () => {
  expect(environmentClass("TaskEnvironment")?.parameters.cache?.values).toEqual(["auto", "override", "disable"]);
});

test("cache=False at the decorator leaves the environment's cache on; interruptible=False does not", () => {
  const no = { type: "bool", value: false } as const;
  expect(fallsThrough("cache", no)).toBe(true);
  expect(fallsThrough("interruptible", no)).toBe(false);
  expect(fallsThrough("interruptible", { type: "none" })).toBe(true);
  expect(fallsThrough("cache", { type: "str", value: "auto" })).toBe(false);
  expect(handedDown).toContain("resources");
  expect(handedDown).not.toContain("include");
});
