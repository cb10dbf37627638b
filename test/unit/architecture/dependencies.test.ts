/** What is installed is used, and docs/decisions says why. */

import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { readJson, readText, root } from "./source.ts";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const { dependencies, devDependencies, optionalDependencies } = readJson<Manifest>("package.json");
const required = Object.keys({ ...dependencies, ...devDependencies });
const isTypes = (name: string): boolean => name.startsWith("@types/");
const packages = required.filter((name) => !isTypes(name));

test("every package is imported, or run by a script", () => {
  const rooms = "{base,cli,client,core,protocol,runner,scripts,server,test}/**/*.{ts,mts,mjs}";
  const texts = globSync([rooms, "*.mjs"], { cwd: root }).map(readText);
  const isUsed = (name: string) => {
    const use = new RegExp(`(from |import\\(|resolve\\()"${name}["/]|"node_modules/${name}/`);
    return texts.some((text) => use.test(text));
  };
  expect(packages.filter((name) => !isUsed(name))).toEqual([]);
});

test("types are those of packages that are there", () => {
  const typed = required.filter(isTypes).map((name) => name.slice("@types/".length));
  expect(typed.filter((name) => !["node", "vscode", ...packages].includes(name))).toEqual([]);
});

test("docs/decisions names each package, and no other", () => {
  const [, table = ""] = readText("docs/decisions/README.md").split("| Package |");
  const named = [...table.matchAll(/^\| ([^|]+) \|/gm)]
    .flatMap(([, names = ""]) => names.split(", "))
    .map((name) => name.split(" ")[0] ?? "")
    .filter((name) => name !== "---");
  expect(named.toSorted()).toEqual([...packages, ...Object.keys(optionalDependencies)].toSorted());
});
