/** One workspace folder: its index, its model and what was chosen for it. Files come from core/workspace, meaning from core/analysis. */

import { messageOf } from "../base/errorText.ts";
import { isUnread } from "../base/isUnread.ts";
import { createLinker, type FileFacts, importsOutside, type PythonParser } from "../core/analysis/index.ts";
import { rewrites, takes } from "../core/sdk/index.ts";
import {
  type Cache,
  cutText,
  type DiskChange,
  defaultInterpreters,
  type FileChange,
  FolderIndex,
  installedModules,
  type OpenText,
  type Worklist,
} from "../core/workspace/index.ts";
import type { InterpreterInfo } from "../protocol/interpreter.ts";
import type { FolderState, ServerSettings } from "../protocol/lsp.ts";
import type { FileModel, FileProblem, ModelDelta, ProjectModel } from "../protocol/model.ts";

export interface FolderOptions {
  readonly uri: string;
  /** Absolute. */
  readonly root: string;
  readonly work: Worklist;
  readonly parser: PythonParser;
  readonly cache: Cache | undefined;
  readonly onDelta: (delta: ModelDelta) => void;
  readonly onState: (state: FolderState) => void;
  readonly onError: (what: string, error: unknown) => void;
}

export interface Folder {
  readonly uri: string;
  readonly root: string;
  /** With all changes so far. */
  model(): ProjectModel;
  file(path: string): FileModel | undefined;
  /** The chosen interpreter, else the first that the folder's files or the PATH offer. */
  interpreter(): InterpreterInfo | undefined;
  /** `null`: there is none. */
  setInterpreter(interpreter: InterpreterInfo | null): void;
  settings: ServerSettings;
  isPackage(folder: string): boolean;
  /** @param exclude globs relative to the root. */
  index(exclude: readonly string[]): Promise<void>;
  rescan(): Promise<void>;
  diskChanged(changes: readonly DiskChange[]): Promise<void>;
  opened(path: string, text: OpenText): void;
  closed(path: string): Promise<void>;
  /** Nobody has asked for anything in a while: what can be had again is kept in little room, or not at all. */
  rest(): Promise<void>;
  dispose(): void;
}

/** What is kept of a folder for the next session, and holds while the files and the installed modules are the same. */
interface Conclusion {
  readonly files: readonly FileModel[];
  /** What may lead out of the folder. */
  readonly leads: readonly string[];
  /** How many files import Flyte. */
  readonly flyte: number;
  /** The fingerprint of the installed modules. */
  readonly installed: string;
}

/** Imports are typed letter by letter; what they lead to outside of the folder is looked for after a pause. */
const SETTLE_MS = 250;

export function openFolder(options: FolderOptions, settings: ServerSettings): Folder {
  const { uri, root, work, parser, cache, onDelta, onState, onError } = options;
  const linker = createLinker(parser.read, { rewrites, takes });
  const files = new Map<string, FileModel>();
  const flyteFiles = new Set<string>();
  /** Files and folders of which nothing is known but what is wrong with them. */
  const troubled = new Map<string, FileProblem>();
  let dirty = new Set<string>();
  let scheduled: NodeJS.Immediate | undefined;
  let revision = 0;
  let chosen: InterpreterInfo | null | undefined;
  let failed = false;
  /** Of the files that import Flyte or a plugin: what may lead out of the folder. */
  const leads = new Map<string, readonly string[]>();
  /** Files of which that is to be found out: while somebody types nobody asks for it. */
  const unsettled = new Map<string, FileFacts | undefined>();
  /** The packages of the interpreter that nobody chose, once they were asked for. */
  let offered: readonly string[] | undefined;
  let following: Promise<void> = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;
  let disposed = false;
  /** How many times the folder, or a part of it, is being read. */
  let reading = 0;
  /** What an earlier session left, until this one was told of the files itself. */
  let adopted: Conclusion | undefined;
  /** The fingerprint of the installed modules that the linker has. */
  let followed = "";
  /** Whether it was said that not all installed modules are read. */
  let isCut = false;

  const take = (changes: readonly FileChange[]): void => {
    adopted = undefined;
    for (const { path, facts, problem } of changes) {
      dirty.add(path);
      linker.set(path, facts);
      unsettled.set(path, facts);
      if (facts?.importsFlyte) flyteFiles.add(path);
      else flyteFiles.delete(path);
      if (facts === undefined && problem !== undefined) troubled.set(path, problem);
      else troubled.delete(path);
    }
    followLater();
    scheduled ??= setImmediate(flush);
  };

  const sitePackages = (): readonly string[] => {
    if (chosen !== undefined) return chosen?.sitePackages ?? [];
    offered ??= defaultInterpreters(root)[0]?.sitePackages ?? [];
    return offered;
  };

  const leadingOut = (): readonly string[] => {
    for (const [path, facts] of unsettled) {
      const found = facts === undefined ? [] : importsOutside(facts);
      if (found.length > 0) leads.set(path, found);
      else leads.delete(path);
    }
    unsettled.clear();
    return adopted?.leads ?? [...new Set([...leads.values()].flat())];
  };

  /** Looks at the installed modules that the files' imports lead to now. One look after another: the last one counts. */
  const follow = (): Promise<void> => {
    clearTimeout(settling);
    following = following
      .then(async () => {
        if (disposed) return;
        const { modules, sources, cut, fingerprint } = await installed.follow(leadingOut());
        if (disposed) return;
        if (cut && !isCut) onError(`packages of ${root}`, cutText());
        isCut = cut;
        if (adopted !== undefined && adopted.installed !== fingerprint) index.wake();
        followed = fingerprint;
        linker.setInstalled(modules, sources);
        scheduled ??= setImmediate(flush);
      })
      .catch((error: unknown) => {
        if (!disposed) onError(`packages of ${root}`, error);
      });
    return following;
  };

  /** While the folder is read, the end of that looks. */
  const followLater = (): void => {
    clearTimeout(settling);
    if (reading > 0) return;
    settling = setTimeout(() => void follow(), SETTLE_MS);
  };

  /** Brings the model up to date and tells what changed of it. */
  const flush = (): void => {
    if (scheduled === undefined) return;
    clearImmediate(scheduled);
    scheduled = undefined;
    const touched = dirty;
    dirty = new Set();
    try {
      const { changed, removed } = linker.link();
      const delta = merged(new Map(changed.map((file) => [file.path, file])), new Set(removed), touched);
      if (delta.changed.length === 0 && delta.removed.length === 0) return;
      onDelta({ from: revision, to: ++revision, ...delta });
    } catch (error) {
      onError(`linking ${root}`, error);
    }
  };

  /** Adds what the linker doesn't know: files that could not be read. */
  const merged = (
    changed: Map<string, FileModel>,
    removed: Set<string>,
    touched: ReadonlySet<string>,
  ): Pick<ModelDelta, "changed" | "removed"> => {
    for (const path of touched) {
      const problem = troubled.get(path);
      if (problem !== undefined) {
        const file = fileWithProblem(path, problem);
        if (JSON.stringify(file) !== JSON.stringify(files.get(path))) changed.set(path, file);
      } else if (!changed.has(path) && files.get(path)?.problems.some(isUnread)) removed.add(path);
    }
    for (const [path, file] of changed) {
      removed.delete(path);
      files.set(path, file);
    }
    const gone = [...removed].filter((path) => files.delete(path));
    return { changed: [...changed.values()], removed: gone };
  };

  const conclude = (): string | undefined => {
    if (failed) return undefined;
    flush();
    const conclusion: Conclusion = {
      files: [...files.values()],
      leads: leadingOut(),
      flyte: flyteFiles.size,
      installed: followed,
    };
    return JSON.stringify(conclusion);
  };

  /** Its own build wrote it: the cache sees to that. */
  const adopt = async (text: string): Promise<boolean> => {
    const conclusion: Conclusion = JSON.parse(text);
    const { modules, sources, fingerprint } = await installed.follow(conclusion.leads);
    if (disposed || fingerprint !== conclusion.installed) return false;
    adopted = conclusion;
    followed = fingerprint;
    linker.setInstalled(modules, sources);
    linker.assume(conclusion.files);
    for (const file of conclusion.files) files.set(file.path, file);
    if (files.size > 0) onDelta({ from: revision, to: ++revision, changed: conclusion.files, removed: [] });
    return true;
  };

  const index = new FolderIndex({
    root,
    exclude: [],
    work,
    ...(cache === undefined ? {} : { cache, conclude, adopt }),
    parse: parser.facts,
    onChange: take,
    onProgress: (done, total) => onState({ kind: "indexing", done, total }),
    onFailure: (error) => {
      failed = true;
      onError(`indexing ${root}`, error);
      onState({ kind: "failed", message: messageOf(error) });
    },
  });

  const installed = installedModules({ root, has: (path) => index.has(path), sitePackages }, work, parser.facts);

  const settle = async (work: Promise<void>): Promise<void> => {
    failed = false;
    reading++;
    await work;
    reading--;
    if (adopted === undefined) await follow();
    if (disposed) return;
    flush();
    if (!failed) onState({ kind: "ready", files: index.size, flyte: adopted?.flyte ?? flyteFiles.size });
  };

  return {
    uri,
    root,
    settings,
    model: () => {
      flush();
      return { revision, files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
    },
    file: (path) => {
      flush();
      return files.get(path);
    },
    interpreter: () => (chosen === undefined ? defaultInterpreters(root)[0] : (chosen ?? undefined)),
    setInterpreter: (interpreter) => {
      chosen = interpreter;
      void follow();
    },
    isPackage: (folder) => index.has(`${folder}/__init__.py`),
    index: (exclude) => settle(index.rescan(exclude)),
    rescan: () => {
      offered = undefined;
      installed.lookAgain();
      return settle(index.rescan());
    },
    diskChanged: (changes) => {
      if (changes.some(({ path }) => /(^|\/)pyvenv\.cfg$/.test(path))) offered = undefined;
      return settle(index.diskChanged(changes));
    },
    opened: (path, text) => index.opened(path, text),
    closed: (path) => settle(index.closed(path)),
    rest: async () => {
      await index.rest(linker.exchange);
      linker.rest();
    },
    dispose: () => {
      disposed = true;
      clearTimeout(settling);
      index.dispose();
      if (scheduled !== undefined) clearImmediate(scheduled);
      scheduled = undefined;
    },
  };
}

const fileWithProblem = (path: string, problem: FileProblem): FileModel => ({
  path,
  environments: [],
  tasks: [],
  dependsOn: [],
  calls: [],
  problems: [problem],
});
