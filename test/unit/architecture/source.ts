/** The project's own source files, for tests of its shape. Reads syntax only; types are the compiler's work. */

import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Project, type SourceFile } from "ts-morph";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Rooms, the more particular first. */
export const rooms = [
  "base",
  "core/analysis",
  "core/workspace",
  "core/sdk",
  "core/rules",
  "core/plan",
  "core/launch",
  "core/graph",
  "protocol",
  "server",
  "runner/log",
  "runner",
  "cli",
  "client/webview",
  "client",
] as const;
export type Room = (typeof rooms)[number];

/** A file's path from the root, `/` between its parts. */
export function pathOf(file: SourceFile): string {
  return relative(root, file.getFilePath()).split(sep).join("/");
}

export function roomOf(path: string): Room | undefined {
  return rooms.find((room) => path.startsWith(`${room}/`));
}

/** Every TypeScript file of the rooms. */
export const sources: readonly SourceFile[] = (() => {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const patterns = rooms.map((room) => `${room}/**/*.ts`);
  project.addSourceFilesAtPaths(globSync(patterns, { cwd: root }).map((path) => join(root, path)));
  return project.getSourceFiles();
})();

export interface Import {
  /** As written: `../x.ts`, `node:fs`, `vscode`. */
  readonly specifier: string;
  /** From the root, for relative imports. */
  readonly path?: string;
  readonly typeOnly: boolean;
}

/** Static, re-exporting and dynamic imports of a file. */
export function importsOf(file: SourceFile): readonly Import[] {
  const folder = dirname(file.getFilePath());
  const made = (specifier: string, typeOnly: boolean): Import => ({
    specifier,
    typeOnly,
    ...(specifier.startsWith(".") ? { path: relative(root, resolve(folder, specifier)).split(sep).join("/") } : {}),
  });
  const declared = file.getImportDeclarations().map((each) => made(each.getModuleSpecifierValue(), each.isTypeOnly()));
  const exported = file.getExportDeclarations().flatMap((each) => {
    const specifier = each.getModuleSpecifierValue();
    return specifier === undefined ? [] : [made(specifier, each.isTypeOnly())];
  });
  const dynamic = [...file.getFullText().matchAll(/\b(?:import|require)\(\s*"([^"]+)"\s*\)/g)].map((match) =>
    made(match[1] ?? "", false),
  );
  return [...declared, ...exported, ...dynamic];
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function readJson<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}
