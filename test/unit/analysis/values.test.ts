/** What expressions are: each fixture's environment variables, with what Python itself made of them written behind. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../protocol/value.ts";
import { modelOf } from "./parser.ts";

const root = fileURLToPath(new URL("../../fixtures/values/", import.meta.url));

/** Key → text behind `#=`. */
function expected(source: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    source.split(/\r?\n/).flatMap((line) => {
      const match = /^\s*"(\w+)": .*#= (.*)$/.exec(line);
      return match === null ? [] : [[match[1], match[2]]];
    }),
  );
}

function told(value: Value): string {
  if (value.kind === "unknown") return `? ${value.why}`;
  if (value.kind === "oneOf") return `one of ${value.values.length}`;
  return value.value.type === "str" ? JSON.stringify(value.value.value) : value.value.type;
}

describe("the values of", () => {
  for (const file of readdirSync(root).filter((name) => name.endsWith(".py"))) {
    test(file, () => {
      const source = readFileSync(root + file, "utf8");
      const variables = modelOf({ [file]: source })
        .flatMap(({ environments }) => environments.flatMap(({ settings }) => settings))
        .find(({ name }) => name === "env_vars")?.value;
      if (variables?.kind !== "known" || variables.value.type !== "dict") throw new Error("no dict");
      const found = variables.value.entries.map(({ key, value }) => [
        key.kind === "known" && key.value.type === "str" ? key.value.value : "",
        told(value),
      ]);
      expect(Object.fromEntries(found)).toEqual(expected(source));
    });
  }
});
