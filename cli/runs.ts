/** `flightdeck runs`: what was run, as its journals tell it. Reading them is the runner's. */

import { existsSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { codeOf, messageOf } from "../base/errorText.ts";
import type { RunEvent, RunId, RunSummary } from "../protocol/run.ts";
import { runLog } from "../runner/log/runLog.ts";
import type { NodeId } from "../runner/log/runNode.ts";
import { type RunTree, runTree } from "../runner/log/runTree.ts";
import { countsText, nodeLabel, nodeText, specName, stateMark, stateText } from "../runner/log/runWords.ts";
import { durationText } from "../runner/log/text.ts";
import { exportRun, readExport } from "../runner/src/exported.ts";
import { listRuns, readableFolder } from "../runner/src/history.ts";
import { eventsIn } from "../runner/src/journalReader.ts";
import { stateFolder } from "../runner/src/stateDir.ts";
import type { Surroundings } from "./commands.ts";
import { EXIT, UsageError } from "./usage.ts";

export interface RunsOptions {
  readonly json?: boolean;
  /** Runs of every folder, not only of the one that the user stands in. */
  readonly all?: boolean;
  readonly limit?: string;
  /** An action's id, or its label as `show` prints it. */
  readonly action?: string;
  readonly output?: string;
}

/** How many runs are listed without a word. */
const LISTED = 20;

export async function list(options: RunsOptions, around: Surroundings): Promise<number> {
  const limit = readLimit(options.limit);
  const { runs, refused } = await listRuns(stateDir(around), options.all === true ? undefined : [around.cwd]);
  const shown = runs.slice(0, limit);
  if (options.json === true) around.write(`${JSON.stringify(shown, null, 2)}\n`);
  else if (runs.length === 0) around.write(`${nothing(options, around)}\n`);
  else around.write(`${table(shown.map(row))}\n`);
  if (runs.length > shown.length && options.json !== true) {
    around.write(`${l10n.t("{0} older ones: --limit {1} shows all", runs.length - shown.length, runs.length)}\n`);
  }
  for (const { message } of refused) around.warn(`${message}\n`);
  return EXIT.ok;
}

export async function show(name: string | undefined, options: RunsOptions, around: Surroundings): Promise<number> {
  const { run, summary, events } = await find(name, around);
  const tree = runTree(run, specName(summary?.spec), summary?.startedMs ?? 0);
  let begun: Extract<RunEvent, { kind: "runStarted" }> | undefined;
  let last = summary?.startedMs ?? 0;
  for await (const batch of events({ logs: false })) {
    tree.apply(batch);
    begun ??= batch.find((event) => event.kind === "runStarted");
    last = batch.at(-1)?.atMs ?? last;
  }
  const isLive = summary?.state === "running";
  if (!isLive) tree.interrupt(last);
  if (options.json === true) {
    around.write(`${JSON.stringify(treeJson(tree, tree.root), null, 2)}\n`);
    return EXIT.ok;
  }
  const title = specName(begun?.spec);
  const facts = [
    l10n.t("run {0}", run),
    ...(begun?.python === undefined ? [] : [`python ${begun.python}`]),
    ...(begun?.sdk === undefined ? [] : [`flyte ${begun.sdk}`]),
    ...(begun === undefined ? [] : [timeText(begun.atMs)]),
    ...(summary?.writer === undefined ? [] : [l10n.t("written by process {0}", summary.writer.pid)]),
  ];
  around.write(`${title}     ${facts.join(" · ")}\n${treeText(tree, tree.root, Date.now(), 0).join("\n")}\n`);
  return EXIT.ok;
}

export async function logs(name: string | undefined, options: RunsOptions, around: Surroundings): Promise<number> {
  const { run, events } = await find(name, around);
  const action = options.action;
  const wanted = action === undefined ? undefined : await actionsOf(run, action, events({ logs: false }));
  let log: ReturnType<typeof runLog> | undefined;
  const write = (lines: readonly string[]) => lines.length > 0 && around.write(`${lines.join("\n")}\n`);
  for await (const batch of events({ logs: true })) {
    if (wanted !== undefined) {
      for (const event of batch) {
        if (event.kind !== "log" || event.action === undefined || !wanted.has(event.action)) continue;
        around.write(options.json === true ? `${JSON.stringify({ run, ...event })}\n` : event.text);
      }
    } else if (options.json === true) {
      for (const event of batch) around.write(`${JSON.stringify({ run, ...event })}\n`);
    } else {
      for (const event of batch) {
        if (event.kind === "runStarted") log ??= runLog(run, event.spec, true);
        write(log?.lines([event]) ?? []);
      }
    }
  }
  write(log?.flush() ?? []);
  return EXIT.ok;
}

export async function exportTo(name: string | undefined, options: RunsOptions, around: Surroundings): Promise<number> {
  const { run } = await find(name, around);
  const folder = await readableFolder(stateDir(around), run);
  if (options.output === undefined) {
    for await (const text of exportRun(folder, run)) around.write(text);
    return EXIT.ok;
  }
  const path = resolve(around.cwd, options.output);
  createFile(path);
  for await (const text of exportRun(folder, run)) writeFileSync(path, text, { flag: "a" });
  around.write(`${l10n.t("Run {0} was written to {1}.", run, path)}\n`);
  return EXIT.ok;
}

/** An empty file for nobody else, as the journal is: it will hold what was printed. */
function createFile(path: string): void {
  try {
    writeFileSync(path, "", { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      codeOf(error) === "EEXIST"
        ? l10n.t("{0} is there already, and is not written over. Give another name to --output.", path)
        : l10n.t("{0} can't be written: {1}", path, messageOf(error)),
    );
  }
}

interface FoundRun {
  readonly run: RunId;
  /** Absent of an exported run. */
  readonly summary?: RunSummary;
  readonly events: (wants: { readonly logs: boolean }) => AsyncIterable<readonly RunEvent[]>;
}

/** A run by its id, of a file that `export` wrote, or the folder's newest one. */
async function find(name: string | undefined, around: Surroundings): Promise<FoundRun> {
  if (name !== undefined && existsSync(resolve(around.cwd, name))) {
    const { run, events } = await readExport(resolve(around.cwd, name));
    return { run, events: () => events };
  }
  const state = stateDir(around);
  const { runs } = await listRuns(state, name === undefined ? [around.cwd] : undefined);
  const summary = name === undefined ? runs[0] : runs.find((each) => each.run === name);
  const run = name ?? summary?.run;
  if (run === undefined) throw new UsageError(nothing({}, around));
  const folder = await readableFolder(state, run);
  return { run, ...(summary === undefined ? {} : { summary }), events: (wants) => eventsIn(folder, wants) };
}

/** Ids of the actions that a text means: one id, or a label, which several may have. */
async function actionsOf(
  run: RunId,
  text: string,
  events: AsyncIterable<readonly RunEvent[]>,
): Promise<ReadonlySet<string>> {
  const tree = runTree(run, "", 0);
  const ids: string[] = [];
  const found = new Set<string>();
  for await (const batch of events) {
    tree.apply(batch);
    for (const event of batch) if (event.kind === "actionStarted") ids.push(event.action);
    for (const event of batch) {
      if (event.kind === "actionStarted" && (event.shortName === text || event.task === text)) found.add(event.action);
    }
  }
  if (ids.includes(text)) return new Set([text]);
  const labelled = labelledIn(tree, tree.root, text);
  const all = new Set([...labelled, ...(labelled.length > 0 ? [] : found)]);
  if (all.size === 0) {
    throw new UsageError(l10n.t("Run {0} has no action {1}. `flightdeck runs show {0}` lists its actions.", run, text));
  }
  return all;
}

function labelledIn(tree: RunTree, id: NodeId, label: string): readonly string[] {
  const node = tree.node(id);
  const own = node !== undefined && "action" in node && node.label === label ? [node.action ?? ""] : [];
  return [...own, ...tree.children(id).flatMap((child) => labelledIn(tree, child, label))];
}

function stateDir({ env }: Surroundings): string {
  return stateFolder(process.platform, env, homedir());
}

function nothing({ all }: RunsOptions, { cwd }: Surroundings): string {
  return all === true
    ? l10n.t("Nothing was run yet.")
    : l10n.t("Nothing was run in {0} yet. --all lists the runs of every folder.", cwd);
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return LISTED;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new UsageError(l10n.t("--limit {0} isn't a number of runs. Give one above 0, such as --limit 100.", text));
}

function row(summary: RunSummary): readonly string[] {
  const { run, spec, state, startedMs, endedMs, counts, cacheHit } = summary;
  const took = cacheHit === true ? l10n.t("from the cache") : durationText((endedMs ?? Date.now()) - startedMs);
  return [
    `${stateMark(state)} ${run}`,
    specName(spec),
    stateText(state),
    took,
    timeText(startedMs),
    countsText(counts),
  ];
}

/** In the user's time zone, and sortable. */
function timeText(ms: number): string {
  const at = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((each) => each[column]?.length ?? 0)));
  return rows
    .map((each) =>
      each
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function treeText(tree: RunTree, id: NodeId, nowMs: number, depth: number): readonly string[] {
  const node = tree.node(id);
  if (node === undefined) return [];
  const line = `${"  ".repeat(depth)}${stateMark(node.state)} ${nodeLabel(node)}  ${nodeText(node, nowMs)}`;
  return [line, ...tree.children(id).flatMap((child) => treeText(tree, child, nowMs, depth + 1))];
}

/** Buckets are for the eye: programs get what is in them. */
function treeJson(tree: RunTree, id: NodeId): unknown {
  const { id: _, parent: __, ...node } = tree.node(id) ?? { id };
  const children = tree
    .children(id)
    .flatMap((child) => (tree.node(child)?.kind === "bucket" ? tree.children(child) : [child]));
  return { ...node, ...(children.length === 0 ? {} : { children: children.map((child) => treeJson(tree, child)) }) };
}
