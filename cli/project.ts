/** Reads a folder once and answers its model. Watching and editing are the server's. */

import { statSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import { createLinker, importsOutside } from "../core/analysis/index.ts";
import { rewrites, takes } from "../core/sdk/index.ts";
import { FolderIndex, type GrammarFiles, installedModules, loadGrammar, ownThread } from "../core/workspace/index.ts";
import type { FileModel, FileProblem, ProjectModel } from "../protocol/model.ts";
import { UsageError } from "./usage.ts";

export interface Project {
  /** Absolute. */
  readonly root: string;
  readonly model: ProjectModel;
  /** How many Python files are not ignored. */
  readonly size: number;
  /** Flyte files import more installed modules than are read. */
  readonly cut: boolean;
  isPackage(folder: string): boolean;
}

/**
 * @param sitePackages of the interpreter whose packages count; asked only where something is imported from there
 * @throws {UsageError} when `root` is no folder that can be read
 */
export async function readProject(
  root: string,
  grammar: GrammarFiles,
  sitePackages: () => readonly string[] = () => [],
): Promise<Project> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(l10n.t("{0} is no folder. Name the folder that holds your Flyte code.", root));
  }
  const parser = await loadGrammar(grammar);
  const linker = createLinker(parser.body, { rewrites, takes });
  const outside = new Set<string>();
  const troubled = new Map<string, FileProblem>();
  let failure: unknown;
  const work = ownThread(parser.facts);
  const index = new FolderIndex({
    root,
    exclude: [],
    work,
    parse: parser.facts,
    onProgress: () => {},
    onFailure: (error) => {
      failure = error;
    },
    onChange: (changes) => {
      for (const { path, facts, problem } of changes) {
        linker.set(path, facts);
        if (facts !== undefined) for (const each of importsOutside(facts)) outside.add(each);
        if (facts === undefined && problem !== undefined) troubled.set(path, problem);
      }
    },
  });
  try {
    await index.rescan();
    if (failure !== undefined) throw failure;
    const importing = { root, has: (path: string) => index.has(path), sitePackages };
    const { modules, sources, cut } = await installedModules(importing, work, parser.facts).follow(outside);
    linker.setInstalled(modules, sources);
    const files = new Map<string, FileModel>(linker.link().changed.map((file) => [file.path, file]));
    for (const [path, problem] of troubled) {
      files.set(path, { path, environments: [], tasks: [], dependsOn: [], calls: [], problems: [problem] });
    }
    return {
      root,
      model: { revision: 1, files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) },
      size: index.size,
      cut,
      isPackage: (folder) => index.has(`${folder}/__init__.py`),
    };
  } finally {
    index.dispose();
    work.dispose();
  }
}
