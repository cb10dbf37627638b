/** Which SDK's facts are used for which installed one, and how versions are kept. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareVersions } from "../../../core/sdk/compareVersions.ts";
import { environmentClass, schemaFor, sdkClass, sdkVersions } from "../../../core/sdk/index.ts";
import { changed } from "../../../core/sdk/versions.ts";
// @ts-expect-error A script without types.
import { difference, generated, generator } from "../../../scripts/sdk-schema.mjs";

test("the installed version's own facts are used, else the nearest older one's, else the oldest's", () => {
  const facts = (version?: string) => schemaFor(version).facts;
  expect(facts("2.12.1")).toEqual({ version: "2.12.1", installed: "2.12.1", match: "exact" });
  expect(facts("2.9.0")).toEqual({ version: "2.9.0", installed: "2.9.0", match: "exact" });
  expect(facts("2.10.4")).toEqual({ version: "2.9.0", installed: "2.10.4", match: "older" });
  expect(facts("3.0.0")).toEqual({ version: "2.12.1", installed: "3.0.0", match: "older" });
  expect(facts("2.0.0")).toEqual({ version: "2.0.8", installed: "2.0.0", match: "oldest" });
  expect(facts()).toEqual({ version: "2.12.1", match: "newest" });
});

test("what the bundle asks for is that version's schema", () => {
  for (const version of sdkVersions) expect(schemaFor(version).schema.sdk).toBe(version);
});

test("versions are compared as numbers, pre-releases before their release", () => {
  const inOrder = ["2.0.0b53", "2.0.0rc1", "2.0.0", "2.0.8", "2.0.8.post1", "2.3.9", "2.9.0", "2.12.0.dev3", "2.12.1"];
  expect([...inOrder].reverse().sort(compareVersions)).toEqual(inOrder);
  expect(compareVersions("2.12.1+local.7", "2.12.1")).toBe(0);
  expect(compareVersions("2.12", "2.12.0")).toBe(0);
  expect(compareVersions("nonsense", "2.0.8")).toBeLessThan(0);
});

// From the SDK's own changes between the versions.
test("older SDKs are told from newer ones", () => {
  const at = (version: string) => schemaFor(version).schema;
  expect(environmentClass(at("2.0.8"), "ClusteredTaskEnvironment")).toBeUndefined();
  expect(environmentClass(at("2.12.1"), "ClusteredTaskEnvironment")).toBeDefined();
  expect(sdkClass(at("2.9.0"), "flyte.Resources")?.parameters.gpu?.values).not.toContain("RTX_PRO_6000:1");
  expect(sdkClass(at("2.12.1"), "flyte.Resources")?.parameters.gpu?.values).toContain("RTX_PRO_6000:1");
  expect(environmentClass(at("2.9.0"), "AppEnvironment")?.parameters.cluster).toBeUndefined();
  expect(environmentClass(at("2.12.1"), "AppEnvironment")?.parameters.cluster?.default).toEqual({ type: "none" });
  // Negative retries were refused first when the task was sent, then when it is written.
  expect(refused(at("2.0.8").levels.task.parameters.retries?.refusesAtDeploy)).toContain("-1");
  expect(refused(at("2.12.1").levels.task.parameters.retries?.refuses)).toContain("-1");
});

const refused = (words: Readonly<Record<string, readonly string[]>> | undefined): readonly string[] =>
  Object.values(words ?? {}).flat();

test("a difference undoes itself: removed, added, replaced, reordered", () => {
  const from = { a: 1, b: { c: [1, 2], d: "x", e: {} }, gone: { f: 1 } };
  const to = { b: { e: {}, d: "y", n: { o: 1 }, c: [2] }, a: 1, new: [] };
  const changes = difference(from, to);
  expect(changes).toEqual({
    "(order)": ["b", "a", "new"],
    b: { "(order)": ["e", "d", "n", "c"], c: [2], d: "y", n: { o: 1 } },
    gone: null,
    new: [],
  });
  expect(JSON.stringify(changed(from, changes))).toBe(JSON.stringify(to));
  expect(difference(to, to)).toEqual({});
});

test("every kept version was made by the present generator, and is one to choose from (else run: npm run sdk:schema)", () => {
  const files = readdirSync(generated).map((name) => JSON.parse(readFileSync(`${generated}/${name}`, "utf8")));
  expect(files.map((file) => file.generator)).toEqual(files.map(() => generator()));
  const kept = files.filter((file) => !("plugins" in file)).map((file) => file.sdk);
  expect(kept.sort(compareVersions).reverse()).toEqual(sdkVersions);
});
