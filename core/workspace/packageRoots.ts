/** Where an interpreter finds its packages: `site-packages`, and what `.pth` files and editable installs add to it. They are read as text; the code in them never runs. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";

/** A folder that holds modules. */
export interface PackageRoot {
  /** Absolute. */
  readonly folder: string;
  /** Only what a finder maps: a module by its path as it is imported, `corp/flows`, and the name that it has in the folder. */
  readonly only?: { readonly at: string; readonly name: string };
}

/** More is no installation that somebody works with. */
const MAX_FILES = 200;
const MAX_BYTES = 256 * 1024;

/** `sitePackages` and what they lead to, in the order in which Python looks there. */
export function packageRoots(sitePackages: readonly string[]): readonly PackageRoot[] {
  const roots: PackageRoot[] = [];
  const mapped: PackageRoot[] = [];
  const seen = new Set<string>();
  const add = (folder: string): void => {
    if (seen.has(folder)) return;
    seen.add(folder);
    roots.push({ folder });
  };
  for (const folder of sitePackages) {
    add(folder);
    // A folder that a `.pth` file adds has no `.pth` files of its own that count.
    for (const file of pathFiles(folder)) {
      for (const line of (read(join(folder, file)) ?? "").split(/\r?\n/)) {
        const text = line.trim();
        if (text === "" || text.startsWith("#")) continue;
        const finder = /^import[ \t]+([A-Za-z_]\w*)/.exec(text)?.[1];
        if (finder !== undefined) mapped.push(...mappedBy(read(join(folder, `${finder}.py`)) ?? ""));
        else {
          const path = isAbsolute(text) ? text : join(folder, text);
          if (isFolder(path)) add(path);
        }
      }
    }
  }
  return [...roots, ...mapped];
}

function pathFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".pth") && !name.startsWith("."))
      .sort()
      .slice(0, MAX_FILES);
  } catch {
    return [];
  }
}

/**
 * What a finder of setuptools (`MAPPING = {'acme': '/src/acme'}`), of editables, which hatch and PDM use
 * (`F.map_module('acme', '/src/acme/__init__.py')`), or of scikit-build-core (`install({'acme': …})`) leads to.
 */
function mappedBy(text: string): readonly PackageRoot[] {
  const found = new Map<string, PackageRoot>();
  for (const [, , module = "", , literal = ""] of text.matchAll(PAIR)) {
    const path = unescaped(literal).replace(/([\\/]__init__)?\.py$/, "");
    const at = module.replaceAll(".", "/");
    if (!isAbsolute(path) || found.has(at)) continue;
    found.set(at, { folder: dirname(path), only: { at, name: basename(path) } });
  }
  return [...found.values()].filter(({ only }) => only !== undefined && !isCovered(only.at, found));
}

/** `'acme': '/src/acme'` and `'acme', '/src/acme'`, as Python writes text. */
const PAIR = /(['"])([\p{L}_][\p{L}\p{N}_.]*)\1\s*[:,]\s*(['"])((?:\\.|(?!\3)[^\\\n])+)\3/gu;

/** Of a finder that names each module, the package's folder says it all. */
function isCovered(at: string, found: ReadonlyMap<string, PackageRoot>): boolean {
  for (let end = at.lastIndexOf("/"); end > 0; end = at.lastIndexOf("/", end - 1)) {
    if (found.has(at.slice(0, end))) return true;
  }
  return false;
}

const unescaped = (literal: string): string => literal.replace(/\\(.)/g, "$1");

function read(file: string): string | undefined {
  try {
    return statSync(file).size > MAX_BYTES ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
