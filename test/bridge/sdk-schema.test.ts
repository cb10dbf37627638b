/** What is kept of the oldest SDK, as differences, against that SDK itself. The pinned one is the unit suite's. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { changed } from "../../core/sdk/versions.ts";
import { OLDEST_FLYTE, OLDEST_VENV, pythonOf } from "../../scripts/python.mjs";
// @ts-expect-error A script without types.
import { fileOf, probe, VERSIONS } from "../../scripts/sdk-schema.mjs";

test("the differences from the newest to the oldest SDK lead to what it says itself (else run: npm run sdk:schema)", () => {
  const [newest, ...older] = VERSIONS.map((version: string) => JSON.parse(readFileSync(fileOf(version), "utf8")));
  const { generated: _, generator: __, ...whole } = newest;
  const kept = older.reduce((schema: never, { changes }: { changes: never }) => changed(schema, changes), whole);
  expect(VERSIONS.at(-1)).toBe(OLDEST_FLYTE);
  expect(JSON.stringify(kept)).toBe(JSON.stringify(probe(pythonOf(OLDEST_VENV))));
});
