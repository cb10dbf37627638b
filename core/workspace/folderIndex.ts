/** The files of one folder as they are now: on disk, and in open documents, which win. Tells what changed; what it means is the linker's work. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FileProblem } from "../../protocol/model.ts";
import type { Cache } from "./cache.ts";
import { isPython, isSource, type PathProblem } from "./discover.ts";
import type { Entry, FileFacts, Parse, ReadItem } from "./entry.ts";
import { readEntry } from "./entry.ts";
import { type IgnoreRules, ignoreRules } from "./ignored.ts";
import { type Importer, moduleResolver, relevanceMemo } from "./imports.ts";
import type { Worklist } from "./pool.ts";
import { isResting, resting } from "./resting.ts";
import { readAll, scan } from "./scan.ts";

/** How a file reads now. Neither facts nor problem: it is gone, or says nothing any more. */
export interface FileChange {
  /** Relative to the root, `/` between parts; of a problem it may be a folder's. */
  readonly path: string;
  readonly facts?: FileFacts;
  readonly problem?: FileProblem;
}

/** An open document's text, as the index needs it. */
export interface OpenText {
  readonly facts?: FileFacts;
  readonly problem?: FileProblem;
  readonly saysFlyte: boolean;
  readonly imports: readonly string[];
}

export interface IndexOptions {
  /** Absolute. */
  readonly root: string;
  /** Globs relative to the root. */
  readonly exclude: readonly string[];
  readonly work: Worklist;
  /** For single files, on this thread. */
  readonly parse: Parse;
  readonly onChange: (changes: readonly FileChange[]) => void;
  readonly onProgress: (done: number, total: number) => void;
  /** Without one each session reads the folder anew. */
  readonly cache?: Cache;
  /** The folder could not be read as a whole; what was known stays. */
  readonly onFailure: (error: unknown) => void;
}

/** A change on disk, as a watcher tells it. */
export interface DiskChange {
  readonly path: string;
  readonly kind: "created" | "changed" | "deleted";
}

/** More changed files than this at once are read on other threads. */
const FEW = 8;

/** As many files are told at a time while others are read: each telling makes somebody link. */
const EARLY = 96;

/** Import lines are typed letter by letter; which other files they bring in is settled after a pause. */
const SETTLE_MS = 250;

/** The cache is written when nobody waits for anything any more. */
const SAVE_MS = 3000;

/** Who types meanwhile must not feel it. */
const REST_SLICE_MS = 5;

export class FolderIndex {
  private readonly options: IndexOptions;
  private exclude: readonly string[];
  private rules: IgnoreRules | undefined;
  private entries = new Map<string, Entry>();
  private folderProblems: readonly PathProblem[] = [];
  private readonly open = new Map<string, OpenText>();
  private readonly told = new Map<string, Pick<FileChange, "facts" | "problem">>();
  private readonly relevanceOf = relevanceMemo();
  private queue: Promise<void> = Promise.resolve();
  private rescanQueued = false;
  private settling: NodeJS.Timeout | undefined;
  private saving: NodeJS.Timeout | undefined;
  private scanned = false;
  private disposed = false;

  constructor(options: IndexOptions) {
    this.options = options;
    this.exclude = options.exclude;
  }

  /** Reads the folder, or what changed of it since the last time. Calls while one waits to start become one. */
  rescan(exclude: readonly string[] = this.exclude): Promise<void> {
    this.exclude = exclude;
    if (!this.rescanQueued) {
      this.rescanQueued = true;
      this.enqueue(() => {
        this.rescanQueued = false;
        return this.scanNow();
      });
    }
    return this.queue;
  }

  /** What a watcher saw. A folder that came or an ignore file that changed makes the index look again by itself. */
  diskChanged(changes: readonly DiskChange[]): Promise<void> {
    this.enqueue(() => this.takeChanges(changes));
    return this.queue;
  }

  /** An open document's text as it is now. One of an installed package is only being looked at. */
  opened(path: string, text: OpenText): void {
    if (this.rulesNow().foreign(path)) return;
    const before = this.open.get(path) ?? this.entries.get(path);
    this.open.set(path, text);
    this.tell([this.current(path, true)]);
    if (before?.saysFlyte !== text.saysFlyte || before?.imports.join() !== text.imports.join()) this.settleLater();
  }

  /** The document was closed: the disk counts again. */
  closed(path: string): Promise<void> {
    this.open.delete(path);
    return this.diskChanged([{ path, kind: "changed" }]);
  }

  /** Keeps the facts of files on disk in little room. `exchanged` hears of those that were told: equal ones stand for them now. */
  async rest(exchanged: (path: string, before: FileFacts, now: FileFacts) => void): Promise<void> {
    let began = performance.now();
    for (const path of [...this.entries.keys()]) {
      const entry = this.entries.get(path);
      if (entry?.facts === undefined || isResting(entry.facts)) continue;
      const facts = resting(entry.facts);
      this.entries.set(path, { ...entry, facts });
      const told = this.told.get(path);
      if (told?.facts === entry.facts) {
        this.told.set(path, { ...told, facts });
        exchanged(path, entry.facts, facts);
      }
      if (performance.now() - began < REST_SLICE_MS) continue;
      await nextTurn();
      if (this.disposed) return;
      began = performance.now();
    }
  }

  /** How many Python files are not ignored; notebooks are not counted. */
  get size(): number {
    let count = 0;
    for (const path of this.entries.keys()) if (isPython(path)) count++;
    return count;
  }

  /** Whether a Python file is there, on disk or in an editor. */
  has(path: string): boolean {
    return this.entries.has(path) || this.open.has(path);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.settling);
    clearTimeout(this.saving);
  }

  /** One after another: a later change must not be overtaken by an earlier scan. */
  private enqueue(step: () => Promise<void>): void {
    this.queue = this.queue
      .then(() => (this.disposed ? undefined : step()))
      .catch((error: unknown) => {
        if (!this.disposed) this.options.onFailure(error);
      });
  }

  private async scanNow(): Promise<void> {
    const { root, work, onProgress, cache } = this.options;
    this.rules = undefined;
    const remembered = async () => {
      if (!this.scanned && cache !== undefined) this.entries = new Map(await cache.load());
      return this.entries;
    };
    let resolve: ReturnType<typeof moduleResolver> | undefined;
    let early: Entry[] = [];
    const found = await scan(root, this.exclude, remembered, work, {
      found: (files) => {
        resolve = moduleResolver(files);
      },
      // What imports nothing of the folder means what it means already: others can work on it while the rest is read.
      read: ({ entries, unchanged }) => {
        const known = unchanged.map((path) => this.entries.get(path)).filter((entry) => entry !== undefined);
        const alone = (entry: Entry) => entry.imports.every((each) => resolve?.(entry.path, each).length === 0);
        early.push(...[...entries, ...known].filter(alone));
        if (early.length < EARLY) return;
        this.tellEarly(early);
        early = [];
      },
      progress: onProgress,
    });
    const kept = found.unchanged.map((path) => this.entries.get(path)).filter((entry) => entry !== undefined);
    this.entries = new Map([...kept, ...found.entries].map((entry) => [entry.path, entry]));
    this.folderProblems = found.discovery.problems;
    await this.settle();
    if (!this.scanned || found.entries.length > 0) this.saveLater();
    this.scanned = true;
  }

  private tellEarly(entries: readonly Entry[]): void {
    this.tell(
      entries
        .filter(({ path, facts }) => facts !== undefined && !this.open.has(path))
        .map(({ path, facts }) => ({ path, ...(facts === undefined ? {} : { facts }) })),
    );
  }

  private saveLater(): void {
    clearTimeout(this.saving);
    const { cache } = this.options;
    if (cache !== undefined) this.saving = setTimeout(() => void cache.save(this.entries.values()), SAVE_MS).unref();
  }

  private async takeChanges(changes: readonly DiskChange[]): Promise<void> {
    if (changes.some((change) => this.wantsScan(change))) return this.scanNow();
    const items: ReadItem[] = [];
    for (const { path, kind } of changes) {
      if (kind === "deleted") this.forget(path);
      else if (isSource(path) && !this.rulesNow().file(path)) items.push(this.item(path));
      else this.entries.delete(path);
    }
    await this.read(items);
    await this.settle();
  }

  private wantsScan({ path, kind }: DiskChange): boolean {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name === ".gitignore" || name === "pyvenv.cfg") return true;
    return kind === "created" && !isSource(path) && this.isNewFolder(path);
  }

  private rulesNow(): IgnoreRules {
    this.rules ??= ignoreRules(this.options.root, this.exclude);
    return this.rules;
  }

  private isNewFolder(path: string): boolean {
    if (this.rulesNow().file(`${path}/x.py`)) return false;
    try {
      return statSync(join(this.options.root, path)).isDirectory();
    } catch {
      return false;
    }
  }

  /** Of a deleted folder a watcher may tell nothing but its name. */
  private forget(path: string): void {
    this.entries.delete(path);
    if (!isSource(path)) {
      for (const other of this.entries.keys()) if (other.startsWith(`${path}/`)) this.entries.delete(other);
    }
  }

  private item(path: string): ReadItem {
    const entry = this.entries.get(path);
    return {
      path,
      ...(entry?.stamp === undefined ? {} : { known: entry.stamp }),
      ...(entry?.facts === undefined ? {} : { always: true }),
    };
  }

  private async read(items: readonly ReadItem[]): Promise<void> {
    const { root, parse, work } = this.options;
    if (items.length > FEW) {
      const { entries, unchanged } = await readAll(root, items, work);
      const present = new Set([...unchanged, ...entries.map(({ path }) => path)]);
      for (const { path } of items) if (!present.has(path)) this.entries.delete(path);
      for (const entry of entries) this.entries.set(entry.path, entry);
      return;
    }
    for (const item of items) {
      const entry = readEntry(root, item, parse);
      if (entry === undefined) this.entries.delete(item.path);
      else if (entry !== "unchanged") this.entries.set(item.path, entry);
    }
  }

  private settleLater(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.enqueue(() => this.settle()), SETTLE_MS);
  }

  /** Decides which files matter, parses those of them that were not, and tells all that changed. */
  private async settle(): Promise<void> {
    clearTimeout(this.settling);
    const files = new Map<string, Importer>(this.entries);
    for (const [path, { saysFlyte, imports }] of this.open) files.set(path, { path, saysFlyte, imports });
    const relevant = this.relevanceOf([...files.values()]);
    const missing = [...this.entries.values()].filter(
      ({ path, facts, problem }) => relevant.has(path) && facts === undefined && problem === undefined,
    );
    await this.read(missing.map(({ path }) => ({ path, always: true })));
    const paths = new Set([...this.entries.keys(), ...this.open.keys()]);
    const changes = [...paths].map((path) => this.current(path, relevant.has(path)));
    for (const { path, problem } of this.folderProblems) {
      paths.add(path);
      changes.push({ path, problem });
    }
    for (const path of this.told.keys()) if (!paths.has(path)) changes.push({ path });
    this.tell(changes);
  }

  private current(path: string, relevant: boolean): FileChange {
    const { facts, problem } = this.open.get(path) ?? (relevant ? this.entries.get(path) : undefined) ?? {};
    return { path, ...(facts === undefined ? {} : { facts }), ...(problem === undefined ? {} : { problem }) };
  }

  private tell(changes: readonly FileChange[]): void {
    if (this.disposed) return;
    const news = changes.filter(({ path, facts, problem }) => {
      const before = this.told.get(path);
      return before?.facts !== facts || JSON.stringify(before?.problem) !== JSON.stringify(problem);
    });
    for (const { path, facts, problem } of news) {
      if (facts === undefined && problem === undefined) this.told.delete(path);
      else
        this.told.set(path, {
          ...(facts === undefined ? {} : { facts }),
          ...(problem === undefined ? {} : { problem }),
        });
    }
    if (news.length > 0) this.options.onChange(news);
  }
}
