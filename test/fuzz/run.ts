/** Runs a case through everything that reads Python, and says what is not as it must be. */

import { isDeepStrictEqual } from "node:util";
import { stackOf } from "../../base/errorText.ts";
import { createLinker, type FileFacts, type OpenDocument, type PythonParser } from "../../core/analysis/index.ts";
import { dotOf, jsonOf, makeGraph, mermaidOf } from "../../core/graph/index.ts";
import { makePlan, renderPlan } from "../../core/plan/index.ts";
import { checkModel } from "../../core/rules/index.ts";
import type { FileModel } from "../../protocol/model.ts";
import type { Position } from "../../protocol/place.ts";
import { applied, boundary, type Case, type Step } from "./mutate.ts";

export interface Failure {
  /** Which promise was broken; a smaller case must break the same one. */
  readonly promise: "no crash" | "facts after edits" | "model after edits" | "places" | "serialisable" | "time";
  readonly detail: string;
}

/** A step that takes this long stops somebody's typing; loaded machines need room. */
const SLOW_MS = 3_000;

/** `undefined`: everything held. */
export function failureOf({ files, steps }: Case, parser: PythonParser): Failure | undefined {
  const texts: Record<string, string> = { ...files };
  const open = new Map<string, OpenDocument>();
  const linker = createLinker(parser.read);
  const models = new Map<string, FileModel>();
  const link = (): void => {
    const { changed, removed } = linker.link();
    for (const path of removed) models.delete(path);
    for (const model of changed) models.set(model.path, model);
  };
  try {
    for (const [path, text] of Object.entries(files)) linker.set(path, parser.facts(text));
    link();
    for (const [at, step] of steps.entries()) {
      // What is let go of between two steps must not be missed.
      if (at % 2 === 1) linker.rest();
      const began = performance.now();
      const failure = take(step);
      const took = performance.now() - began;
      if (failure !== undefined) return failure;
      if (took > SLOW_MS)
        return { promise: "time", detail: `${took.toFixed(0)} ms for ${JSON.stringify(step).slice(0, 300)}` };
    }
    return readers([...models.values()]) ?? fromScratch();
  } catch (error) {
    return { promise: "no crash", detail: stackOf(error) };
  } finally {
    for (const document of open.values()) document.dispose();
  }

  function take(step: Step): Failure | undefined {
    const { path } = step;
    if (step.kind === "remove") {
      open.get(path)?.dispose();
      open.delete(path);
      delete texts[path];
      linker.set(path, undefined);
      link();
      return undefined;
    }
    const before = texts[path] ?? "";
    const document = open.get(path) ?? parser.open(before);
    open.set(path, document);
    const text = applied(step, before);
    texts[path] = text;
    document.edit([step.kind === "replace" ? { text } : { range: rangeOf(step, before), text: step.text }]);
    const facts = document.facts();
    const fresh = parser.facts(text);
    linker.set(path, facts);
    link();
    return isDeepStrictEqual(facts, fresh)
      ? factsFailure(facts, text)
      : { promise: "facts after edits", detail: difference(fresh, facts) };
  }

  function fromScratch(): Failure | undefined {
    const other = createLinker(parser.read);
    for (const path of Object.keys(texts).sort()) other.set(path, parser.facts(texts[path] ?? ""));
    const fresh = new Map(other.link().changed.map((model) => [model.path, model]));
    const sorted = (some: ReadonlyMap<string, FileModel>) =>
      Object.fromEntries([...some].sort(([a], [b]) => (a < b ? -1 : 1)));
    return isDeepStrictEqual(sorted(fresh), sorted(models))
      ? undefined
      : { promise: "model after edits", detail: difference(sorted(fresh), sorted(models)) };
  }
}

/** Everything that is made from a model. */
function readers(files: readonly FileModel[]): Failure | undefined {
  const model = { revision: 1, files };
  checkModel(model);
  const graph = makeGraph(model);
  dotOf(graph);
  mermaidOf(graph);
  jsonOf(graph);
  for (const environment of files.flatMap(({ environments }) => environments).slice(0, 20)) {
    renderPlan(makePlan(model, environment));
  }
  return isDeepStrictEqual(JSON.parse(JSON.stringify(model)), model)
    ? undefined
    : { promise: "serialisable", detail: difference(JSON.parse(JSON.stringify(model)), model) };
}

/** Every offset lies in the text, an end not before its start. */
function factsFailure(facts: FileFacts, text: string): Failure | undefined {
  const pending: unknown[] = [facts.body];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const { start, end } = value as { readonly start?: unknown; readonly end?: unknown };
    if (typeof start === "number" && typeof end === "number" && !(start >= 0 && start <= end && end <= text.length)) {
      return { promise: "places", detail: `${start}–${end} of ${text.length}: ${JSON.stringify(value).slice(0, 300)}` };
    }
    for (const each of Object.values(value)) if (typeof each === "object" && each !== null) pending.push(each);
  }
  return isDeepStrictEqual(JSON.parse(JSON.stringify(facts)), facts)
    ? undefined
    : { promise: "serialisable", detail: difference(JSON.parse(JSON.stringify(facts)), facts) };
}

function rangeOf({ from, to }: { readonly from: number; readonly to: number }, text: string) {
  const start = boundary(text, from);
  return { start: positionOf(text, start), end: positionOf(text, Math.max(start, boundary(text, to))) };
}

/** As LSP counts. */
function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** Where two values part. */
function difference(expected: unknown, found: unknown, path = ""): string {
  if (typeof expected !== "object" || typeof found !== "object" || expected === null || found === null) {
    return `${path}: expected ${short(expected)}, found ${short(found)}`;
  }
  const [one, other] = [expected as Record<string, unknown>, found as Record<string, unknown>];
  const key = [...new Set([...Object.keys(one), ...Object.keys(other)])].find(
    (each) => !isDeepStrictEqual(one[each], other[each]) || each in one !== each in other,
  );
  return key === undefined ? `${path}: they differ by type` : difference(one[key], other[key], `${path}.${key}`);
}

const short = (value: unknown): string => (JSON.stringify(value) ?? "undefined").slice(0, 400);
