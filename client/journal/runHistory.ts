/** The runs that the Runs view shows: those of the journals, read when they are opened, and those that go on, as their events tell. */

import type { LaunchSpec } from "../../protocol/launch.ts";
import type { RunEvent, RunId } from "../../protocol/run.ts";
import { type EventsParams, listRuns } from "../../protocol/runner.ts";
import type { NodeId, RunNode } from "../../runner/log/runNode.ts";
import { type RunTree, runTree } from "../../runner/log/runTree.ts";
import { specName } from "../../runner/log/runWords.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";
import { eventsFrom } from "./runEvents.ts";
import { rootOf } from "./runRoot.ts";

export interface KnownRun {
  readonly run: RunId;
  readonly spec: LaunchSpec | undefined;
  readonly versions: string;
  /** This window runs it. */
  readonly isOwn: boolean;
  readonly root: RunNode;
}

export interface RunHistory {
  /** Newest first. */
  runs(): readonly KnownRun[];
  run(run: RunId): KnownRun | undefined;
  node(run: RunId, id: NodeId): RunNode | undefined;
  children(run: RunId, id: NodeId): readonly NodeId[];
  /** Reads the run's journal, unless its tree is here. */
  open(run: RunId): Promise<void>;
  /** Its tree is not needed any more; the journal has it. */
  close(run: RunId): void;
  /** Asks which runs there are, of other windows too. */
  refresh(): Promise<void>;
  /** Fires for each batch with what changed: runs, or which there are. */
  readonly onChange: vscode.Event<RunId | "list">;
}

interface Entry {
  readonly run: RunId;
  spec: LaunchSpec | undefined;
  versions: string;
  isOwn: boolean;
  /** No journal has it: it is shown as long as this window lives. */
  readonly isUnrecorded?: boolean;
  /** What is shown of it without its tree. */
  root: RunNode;
  read?: Read;
  isOpen: boolean;
  reading?: Promise<void>;
}

/** A run's tree, and how far the journal was read into it: each has its own, so that what still reads into one that was closed does no harm. */
interface Read {
  readonly tree: RunTree;
  /** Infinity when nothing of the journal is wanted: its events are told, or were. */
  next: number;
}

export function createRunHistory(runner: Runner, subscriptions: vscode.Disposable[]): RunHistory {
  const entries = new Map<RunId, Entry>();
  const changes = new vscode.EventEmitter<RunId | "list">();

  const rootIn = (entry: Entry): RunNode => entry.read?.tree.node(entry.run) ?? entry.root;

  const known = (entry: Entry): KnownRun => ({
    run: entry.run,
    spec: entry.spec,
    versions: entry.versions,
    isOwn: entry.isOwn,
    root: rootIn(entry),
  });

  function receive({ run, events }: EventsParams): void {
    let entry = entries.get(run);
    const begun = events.find((event) => event.kind === "runStarted");
    const isLeft = events.some((event) => event.kind === "processExit");
    if (entry === undefined || !entry.isOwn) {
      if (begun === undefined) return;
      const tree = runTree(run, specName(begun.spec), begun.atMs);
      tree.apply(events);
      entry = {
        run,
        spec: begun.spec,
        versions: versionsText(begun),
        isOwn: true,
        root: tree.node(run) as RunNode,
        // How far that is in the journal is not known, and need not be.
        read: { tree, next: Number.POSITIVE_INFINITY },
        isOpen: entry?.isOpen ?? false,
        ...(begun.unrecorded === true ? { isUnrecorded: true } : {}),
      };
      entries.set(run, entry);
      changes.fire("list");
    } else {
      const isDifferent = (entry.read?.tree.apply(events).size ?? 1) > 0;
      // What only prints changes nothing, nor does the root's end: whoever drew at that could not draw the run's right after.
      if (isDifferent || isLeft) changes.fire(run);
    }
    if (isLeft) leave(entry);
  }

  /** Its events are all told: from now on it is one of the journals'. */
  function leave(entry: Entry): void {
    entry.isOwn = false;
    entry.root = rootIn(entry);
    if (!entry.isOpen && entry.isUnrecorded !== true) delete entry.read;
  }

  async function readOn(entry: Entry, read: Read): Promise<void> {
    const { run } = entry;
    const { tree } = read;
    if (read.next !== Number.POSITIVE_INFINITY) {
      for await (const { events, next } of eventsFrom(runner, run, read.next)) {
        tree.apply(events);
        read.next = next;
      }
    }
    const { state, startedMs, endedMs } = entry.root;
    if (state === "interrupted") tree.interrupt(endedMs ?? startedMs);
  }

  async function open(run: RunId): Promise<void> {
    const entry = entries.get(run);
    if (entry === undefined) return;
    entry.isOpen = true;
    if (entry.read !== undefined) return;
    entry.reading ??= (async () => {
      const read = { tree: runTree(run, specName(entry.spec), entry.root.startedMs), next: 0 };
      await readOn(entry, read);
      if (entry.isOpen) entry.read = read;
    })().finally(() => {
      delete entry.reading;
    });
    await entry.reading;
  }

  function close(run: RunId): void {
    const entry = entries.get(run);
    if (entry === undefined) return;
    entry.isOpen = false;
    if (!entry.isOwn && entry.isUnrecorded !== true) delete entry.read;
  }

  /** One after the other: two at once would put the same events into a tree twice. */
  let refreshed: Promise<void> = Promise.resolve();
  function refresh(): Promise<void> {
    refreshed = refreshed.catch(() => undefined).then(look);
    return refreshed;
  }

  async function look(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    // What begins or ends meanwhile is known from its events: the answer may be older.
    const before = new Map([...entries].filter(([, entry]) => !entry.isOwn && entry.isUnrecorded !== true));
    const { runs } = await runner.request(listRuns, { folders });
    const there = new Set(runs.map(({ run }) => run));
    for (const [run, entry] of before) if (entries.get(run) === entry && !there.has(run)) entries.delete(run);
    for (const summary of runs) {
      const entry = entries.get(summary.run);
      if (entry === undefined) {
        entries.set(summary.run, {
          run: summary.run,
          spec: summary.spec,
          versions: versionsText(summary),
          isOwn: false,
          root: rootOf(summary),
          isOpen: false,
        });
        continue;
      }
      if (before.get(summary.run) !== entry) continue;
      entry.root = rootOf(summary);
      // Another window goes on with it.
      if (entry.read !== undefined) await readOn(entry, entry.read);
    }
    changes.fire("list");
  }

  subscriptions.push(
    changes,
    runner.onEvents(receive),
    runner.onGone(() => {
      for (const entry of entries.values()) {
        if (!entry.isOwn) continue;
        entry.read?.tree.interrupt(Date.now());
        leave(entry);
      }
      changes.fire("list");
    }),
  );

  return {
    runs: () =>
      [...entries.values()].map(known).sort((a, b) => b.root.startedMs - a.root.startedMs || (a.run < b.run ? 1 : -1)),
    run: (run) => {
      const entry = entries.get(run);
      return entry === undefined ? undefined : known(entry);
    },
    node: (run, id) => {
      const entry = entries.get(run);
      if (entry === undefined) return undefined;
      return id === run ? rootIn(entry) : entry.read?.tree.node(id);
    },
    children: (run, id) => entries.get(run)?.read?.tree.children(id) ?? [],
    open,
    close,
    refresh,
    onChange: changes.event,
  };
}

function versionsText({ python, sdk }: Pick<Extract<RunEvent, { kind: "runStarted" }>, "python" | "sdk">): string {
  return [...(python === undefined ? [] : [`Python ${python}`]), ...(sdk === undefined ? [] : [`flyte ${sdk}`])].join(
    " · ",
  );
}
