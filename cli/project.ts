/** Reads a folder, or what one file of it needs, once and answers its model. Watching and editing are the server's. */

import { statSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import { createLinker, importsOutside } from "../core/analysis/index.ts";
import { rewrites, takes } from "../core/sdk/index.ts";
import {
  type Behind,
  type FileChange,
  FolderIndex,
  type GrammarFiles,
  installedModules,
  loadGrammar,
  ownThread,
  readBehind,
} from "../core/workspace/index.ts";
import type { FileModel, ProjectModel } from "../protocol/model.ts";
import { UsageError } from "./usage.ts";

/** A file and what it imports. */
export interface ProjectOfFile {
  /** Absolute. */
  readonly root: string;
  readonly model: ProjectModel;
  /** Flyte files import more installed modules than are read. */
  readonly cut: boolean;
  isPackage(folder: string): boolean;
}

export interface Project extends ProjectOfFile {
  /** How many Python files are not ignored. */
  readonly size: number;
}

/**
 * The whole folder.
 * @param sitePackages of the interpreter whose packages count; asked only where something is imported from there
 * @throws {UsageError} when `root` is no folder that can be read
 */
export async function readProject(
  root: string,
  grammar: GrammarFiles,
  sitePackages: () => readonly string[] = () => [],
): Promise<Project> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(l10n.t("{0} isn't a folder. Name the folder that holds your Flyte code.", root));
  }
  const parser = await loadGrammar(grammar);
  const files = new Map<string, FileChange>();
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
      for (const change of changes) files.set(change.path, change);
    },
  });
  try {
    await index.rescan();
    if (failure !== undefined) throw failure;
    const reading: Behind = {
      files: () => [...files.values()],
      has: (path) => index.has(path),
      follow: () => false,
    };
    return { ...(await link(root, parser, reading, sitePackages)), size: index.size };
  } finally {
    index.dispose();
    work.dispose();
  }
}

/** One file and what it imports of the folder: a command about one file needn't read ten thousand. `sitePackages` as above. */
export async function readProjectBehind(
  root: string,
  file: string,
  grammar: GrammarFiles,
  sitePackages: () => readonly string[] = () => [],
): Promise<ProjectOfFile> {
  const parser = await loadGrammar(grammar);
  return link(root, parser, readBehind(root, file, parser.facts), sitePackages);
}

async function link(
  root: string,
  parser: Awaited<ReturnType<typeof loadGrammar>>,
  reading: Behind,
  sitePackages: () => readonly string[],
): Promise<ProjectOfFile> {
  const { has } = reading;
  const linker = createLinker(parser.read, { rewrites, takes });
  const installed = installedModules({ root, has, sitePackages }, ownThread(parser.facts), parser.facts);
  const found = new Map<string, FileModel>();
  let isCut = false;
  // What a file asks for by a name that evaluation finds may ask for more.
  do {
    const outside = new Set<string>();
    for (const { path, facts } of reading.files()) {
      linker.set(path, facts);
      if (facts !== undefined) for (const each of importsOutside(facts)) outside.add(each);
    }
    const { modules, sources, cut } = await installed.follow(outside);
    isCut = cut;
    linker.setInstalled(modules, sources);
    const { changed, removed } = linker.link();
    for (const file of changed) found.set(file.path, file);
    for (const path of removed) found.delete(path);
  } while (reading.follow(linker.asked()));
  for (const { path, facts, problem } of reading.files()) {
    if (facts !== undefined || problem === undefined) continue;
    found.set(path, { path, environments: [], tasks: [], dependsOn: [], calls: [], problems: [problem] });
  }
  return {
    root,
    model: { revision: 1, files: [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) },
    cut: isCut,
    isPackage: (folder) => has(`${folder}/__init__.py`),
  };
}
