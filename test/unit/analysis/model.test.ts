/** What is found in small projects, one a pattern: each folder of fixtures holds Python and, written by hand, what it defines. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Files, modelOf } from "./parser.ts";
import { render } from "./render.ts";

const root = fileURLToPath(new URL("../../fixtures/analysis", import.meta.url));

describe("the model of", () => {
  for (const name of readdirSync(root)) {
    test(name, () => {
      const folder = join(root, name);
      const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) =>
        path.replaceAll("\\", "/"),
      );
      const files: Files = Object.fromEntries(
        paths.filter((path) => path.endsWith(".py")).map((path) => [path, readFileSync(join(folder, path), "utf8")]),
      );
      expect(render(modelOf(files))).toBe(readFileSync(join(folder, "model.txt"), "utf8").replaceAll("\r\n", "\n"));
    });
  }
});
