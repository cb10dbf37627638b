/** Real code to break: the projects of the analysis fixtures, and the files of the installed `flyte` package. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Path → text, of files that belong together. */
export type Project = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, "../..");

/** Throws when the virtual environment of the tests is missing: half a corpus finds half of the failures. */
export function corpus(): readonly Project[] {
  const fixtures = join(root, "test/fixtures/analysis");
  const projects = readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => projectIn(join(fixtures, name)));
  const flyte = projectIn(join(sitePackages(), "flyte"));
  const alone = Object.entries(flyte)
    .filter(([, text]) => text.length > 500)
    .map(([path, text]): Project => ({ [path]: text }));
  return [...projects, ...alone];
}

function projectIn(folder: string): Project {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
  return Object.fromEntries(
    paths.sort().map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path), "utf8")]),
  );
}

function sitePackages(): string {
  const venv = join(root, ".venv");
  const candidates = [
    join(venv, "Lib/site-packages"),
    ...(existsSync(join(venv, "lib"))
      ? readdirSync(join(venv, "lib")).map((python) => join(venv, "lib", python, "site-packages"))
      : []),
  ];
  const found = candidates.find((folder) => existsSync(join(folder, "flyte/__init__.py")));
  if (found === undefined) throw new Error(`There is no flyte in ${venv}. Run: npm test -- fuzz`);
  return found;
}
