/** The files of one folder as they are now: on disk, and in open documents, which win. Tells what changed; what it means is the linker's work. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { meansTheSame } from "./asOnDisk.ts";
import type { Cache, Remembered } from "./cache.ts";
import { checkPart } from "./check.ts";
import { isPython, isSource, type PathProblem } from "./discover.ts";
import { type EarlyTelling, earlyTelling } from "./early.ts";
import { forget, missing, unpacking } from "./entries.ts";
import type { Entry, FileFacts, ReadItem } from "./entry.ts";
import { readEntry } from "./entry.ts";
import { type IgnoreRules, ignoreRules } from "./ignored.ts";
import { type Importer, relevanceMemo, resolverMemo } from "./imports.ts";
import type { DiskChange, FileChange, IndexOptions, OpenText } from "./indexTypes.ts";
import { isAsRemembered } from "./recognise.ts";
import { isResting, resting } from "./resting.ts";
import { readAll, scan } from "./scan.ts";
import { inSlices } from "./slices.ts";

/** More changed files than this at once are read on other threads. */
const FEW = 8;

/** As many files are told at a time while others are read: each telling makes somebody link. */
const EARLY = 32;

/** Import lines are typed letter by letter; which other files they bring in is settled after a pause. */
const SETTLE_MS = 250;

/** The cache is written when nobody waits for anything any more. */
const SAVE_MS = 3000;

/** Saving files goes on for hours, and each time the whole cache is written. */
const SAVE_CHANGES_MS = 20_000;

/** After a conclusion was adopted, what it was made from is told all the same: the first change must not wait for it. */
const WAKE_MS = 1000;

/** Who waits for what was told comes first. The threads are still there then. */
const CHECK_MS = 500;

/** Who types meanwhile must not feel it. */
const REST_SLICE_MS = 5;

export class FolderIndex {
  private readonly options: IndexOptions;
  private exclude: readonly string[];
  private rules: IgnoreRules | undefined;
  private read = new Map<string, Entry>();
  /** What an earlier session read, until somebody looks at one of its entries. */
  private remembered: Remembered | undefined;
  private folderProblems: readonly PathProblem[] = [];
  private readonly open = new Map<string, OpenText>();
  private readonly told = new Map<string, Pick<FileChange, "facts" | "problem">>();
  private readonly resolverOf = resolverMemo();
  private readonly relevanceOf = relevanceMemo(this.resolverOf);
  private queue: Promise<void> = Promise.resolve();
  private busy = 0;
  private rescanQueued = false;
  private settling: NodeJS.Timeout | undefined;
  private saving: NodeJS.Timeout | undefined;
  private scanned = false;
  /** A conclusion stands for what was not told yet. */
  private asleep = false;
  private waking: NodeJS.Timeout | undefined;
  private checking = false;
  private pausing: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(options: IndexOptions) {
    this.options = options;
    this.exclude = options.exclude;
  }

  /** Reads the folder, or what changed of it since the last time. Calls while one waits to start become one. */
  rescan(exclude: readonly string[] = this.exclude): Promise<void> {
    this.exclude = exclude;
    this.rules = undefined;
    // They belong to another folder now, or to nobody.
    for (const path of this.open.keys()) if (this.rulesNow().foreign(path)) this.open.delete(path);
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
    if (this.asleep && !meansTheSame(text, this.entries.get(path))) this.wake();
    if (this.asleep) return;
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
    for (const path of this.remembered?.names ?? this.entries.keys()) if (isPython(path)) count++;
    return count;
  }

  /** Whether a Python file is there, on disk or in an editor. */
  has(path: string): boolean {
    return this.entries.has(path) || this.open.has(path);
  }

  /** Tells what an adopted conclusion stands for. */
  wake(): void {
    if (!this.asleep) return;
    const relevant = this.relevant();
    this.tellAll(relevant);
    // The cache turned out not to hold them.
    if (missing(this.entries, relevant).length > 0) this.enqueue(() => this.settle());
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.waking);
    clearTimeout(this.settling);
    clearTimeout(this.saving);
    clearTimeout(this.pausing);
  }

  private get entries(): Map<string, Entry> {
    const { remembered } = this;
    if (remembered === undefined) return this.read;
    this.remembered = undefined;
    this.read = new Map(remembered.entries);
    // They are damaged, which the names did not tell.
    if (this.read.size * 2 !== remembered.names.length) void this.rescan();
    return this.read;
  }

  private set entries(read: Map<string, Entry>) {
    this.remembered = undefined;
    this.read = read;
  }

  /** One after another: a later change must not be overtaken by an earlier scan. */
  private enqueue(step: () => Promise<void>): void {
    this.busy++;
    this.queue = this.queue
      .then(() => (this.disposed ? undefined : step()))
      .catch((error: unknown) => {
        if (!this.disposed) this.options.onFailure(error);
      })
      .finally(() => {
        this.busy--;
      });
  }

  private async scanNow(): Promise<void> {
    const { root, work, onProgress, cache } = this.options;
    this.rules = undefined;
    if (!this.scanned && cache !== undefined && (await this.recall(cache))) return;
    let early: EarlyTelling | undefined;
    let ready: Entry[] = [];
    const found = await scan(root, this.exclude, this.entries, work, {
      found: (files) => {
        early = earlyTelling(this.resolverOf(files), (entry) => ready.push(entry));
      },
      // Others can work on what is known while the rest is read.
      read: ({ entries, unchanged }) => {
        const known = unchanged.map((path) => this.entries.get(path)).filter((entry) => entry !== undefined);
        const also = early?.take([...entries, ...known]) ?? [];
        if (ready.length >= EARLY) {
          this.tellEarly(ready);
          ready = [];
        }
        return also;
      },
      progress: onProgress,
    });
    const kept = found.unchanged.map((path) => this.entries.get(path)).filter((entry) => entry !== undefined);
    this.entries = new Map([...kept, ...found.entries].map((entry) => [entry.path, entry]));
    this.folderProblems = found.discovery.problems;
    await this.settle();
    if (!this.scanned || found.entries.length > 0) this.saveLater(SAVE_MS);
    this.scanned = true;
  }

  /** Whether what an earlier session concluded still holds, so that nothing need be read or told. */
  private async recall(cache: Cache): Promise<boolean> {
    this.remembered = await cache.load();
    const { names, conclusion } = this.remembered;
    const { root, adopt } = this.options;
    if (conclusion === undefined || adopt === undefined || !this.openAsOnDisk()) return false;
    if (!(await isAsRemembered(root, this.exclude, names))) return false;
    if (this.disposed) return true;
    // One that can't be read is as none.
    if (!(await adopt(conclusion).catch(() => false))) return false;
    this.scanned = true;
    this.asleep = true;
    // A document may have been opened meanwhile.
    if (this.openAsOnDisk()) this.waking = setTimeout(() => this.enqueue(() => this.wakeSlowly()), WAKE_MS);
    else this.wake();
    return true;
  }

  private async wakeSlowly(): Promise<void> {
    if (this.asleep) await inSlices(unpacking(this.entries.values()));
    this.wake();
  }

  private openAsOnDisk(): boolean {
    return [...this.open].every(([path, text]) => meansTheSame(text, this.entries.get(path)));
  }

  private tellEarly(entries: readonly Entry[]): void {
    this.tell(
      entries
        .filter(({ path, facts }) => facts !== undefined && !this.open.has(path))
        .map(({ path, facts }) => ({ path, ...(facts === undefined ? {} : { facts }) })),
    );
  }

  private saveLater(afterMs: number): void {
    clearTimeout(this.saving);
    const { cache, conclude } = this.options;
    if (cache === undefined) return;
    this.saving = setTimeout(() => {
      // Rather later than with what a glance may have missed.
      if (this.checking) {
        this.saveLater(WAKE_MS);
        return;
      }
      // What is still to be told is not in the conclusion.
      const settled = this.busy === 0 && this.folderProblems.length === 0 && this.openAsOnDisk();
      const concluded = settled ? conclude?.() : undefined;
      void cache.save([...this.entries.values()], concluded);
    }, afterMs).unref();
  }

  private async takeChanges(changes: readonly DiskChange[]): Promise<void> {
    if (changes.some((change) => this.wantsScan(change))) return this.scanNow();
    const items: ReadItem[] = [];
    for (const { path, kind } of changes) {
      if (kind === "deleted") forget(this.entries, path);
      else if (isSource(path) && !this.rulesNow().file(path)) items.push(this.item(path));
      else this.entries.delete(path);
    }
    await this.readItems(items);
    await this.settle();
    this.saveLater(SAVE_CHANGES_MS);
  }

  private wantsScan({ path, kind }: DiskChange): boolean {
    if (/(^|\/)(\.gitignore|pyvenv\.cfg)$/.test(path)) return true;
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

  private item(path: string): ReadItem {
    const entry = this.entries.get(path);
    return {
      path,
      ...(entry?.stamp === undefined ? {} : { known: entry.stamp }),
      ...(entry?.facts === undefined ? {} : { always: true }),
    };
  }

  private async readItems(items: readonly ReadItem[]): Promise<void> {
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
    const relevant = this.relevant();
    await this.readItems(missing(this.entries, relevant).map(({ path }) => ({ path, always: true })));
    this.tellAll(relevant);
    if (this.checking) return;
    this.checking = true;
    this.pausing = setTimeout(() => this.checkNext(), CHECK_MS).unref();
  }

  /** What was only glanced at is looked at again, a part at a time: changes go between. */
  private checkNext(): void {
    this.enqueue(async () => {
      // Who ended the threads needs no answer; what was told stays.
      const checked = await checkPart(this.options.root, this.entries, this.options.work).catch(() => "nothing");
      this.checking = checked !== "nothing";
      if (checked === "differs") await this.settle();
      if (this.checking) this.checkNext();
    });
  }

  private relevant(): ReadonlySet<string> {
    const files = new Map<string, Importer>(this.entries);
    for (const [path, { saysFlyte, imports }] of this.open) files.set(path, { path, saysFlyte, imports });
    return this.relevanceOf([...files.values()]);
  }

  /** Tells how all files read now; who was told the same before hears nothing. */
  private tellAll(relevant: ReadonlySet<string>): void {
    this.asleep = false;
    clearTimeout(this.waking);
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
