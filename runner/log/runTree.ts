/** A run's tree: its events fold into groups, actions and attempts, with states, times and counts. Pure; wording and drawing are others' work. */

import { assertNever } from "../../base/assertNever.ts";
import type { ActionId, RunEnd, RunEvent, RunId, RunState } from "../../protocol/run.ts";
import { type Made, shown } from "./madeNode.ts";
import { errorText } from "./runLog.ts";
import type { NodeId, RunNode } from "./runNode.ts";
import { specName } from "./runWords.ts";
import { emptyCounts, stateOf, stateOfCounts } from "./states.ts";
import { firstLine, shorten } from "./text.ts";

/** No node shows more children than this; more are put into buckets. The editor wants all rows of an open one anew with each drawing. */
const BUCKET = 200;

/** Characters of a message or a result that a node keeps. */
const KEPT = 200;

export interface RunTree {
  readonly root: NodeId;
  /** Answers which nodes look different now, and those above them. Its cost is that of the events, not of the tree. */
  apply(events: readonly RunEvent[]): ReadonlySet<NodeId>;
  /** Nobody writes any more: what still ran was interrupted. */
  interrupt(atMs: number): ReadonlySet<NodeId>;
  node(id: NodeId): RunNode | undefined;
  /** What is shown under a node, at most `BUCKET` of each kind of parent. */
  children(id: NodeId): readonly NodeId[];
}

/** An empty tree of a run; `name` is shown until its events tell it. */
export function runTree(run: RunId, name: string, startedMs: number): RunTree {
  const nodes = new Map<NodeId, Made>();
  const actions = new Map<ActionId, Made>();
  const siblings = new Map<string, number>();
  const running = new Set<Made>();
  let rootDir = "";
  let isScript = false;
  let changed = new Set<NodeId>();

  const make = (kind: RunNode["kind"], id: NodeId, label: string, atMs: number, up?: Made): Made => {
    const made: Made = {
      kind,
      id,
      ...(up === undefined ? {} : { up }),
      label,
      state: "running",
      startedMs: atMs,
      counts: emptyCounts(),
      buckets: [],
      items: [],
      attemptNodes: [],
      task: label,
      attempts: 0,
      cacheHit: false,
      hasInputs: false,
    };
    nodes.set(id, made);
    return made;
  };
  const root = make("run", run, name, startedMs);
  running.add(root);

  /** Marks a node and all above it. */
  const touch = (node: Made): void => {
    for (let each: Made | undefined = node; each !== undefined; each = each.up) changed.add(each.id);
  };

  /** Puts a new node under another, into its last bucket. */
  const add = (parent: Made, kind: RunNode["kind"], key: string, label: string, atMs: number): Made => {
    let bucket = parent.buckets.at(-1);
    if (bucket === undefined || bucket.items.length === BUCKET) {
      bucket = make("bucket", `${parent.id}/b${parent.buckets.length}`, "", atMs, parent);
      parent.buckets.push(bucket);
    }
    const node = make(kind, `${run}/${key}`, label, atMs, bucket);
    bucket.items.push(node);
    return node;
  };

  /** A group or a bucket is as far as what it holds. */
  const settle = (holder: Made, atMs: number): void => {
    if (holder.kind !== "group" && holder.kind !== "bucket") return;
    holder.state = stateOfCounts(holder.counts);
    if (holder.state === "running") delete holder.endedMs;
    else holder.endedMs = atMs;
  };

  const count = (node: Made, before: RunState | undefined, after: RunState, atMs: number): void => {
    for (let each = node.up; each !== undefined; each = each.up) {
      if (before !== undefined) each.counts[before]--;
      each.counts[after]++;
      settle(each, atMs);
    }
    touch(node);
  };

  const end = (node: Made, state: RunState, atMs: number): void => {
    const before = node.state;
    node.state = state;
    node.endedMs = atMs;
    delete node.waiting;
    running.delete(node);
    const last = node.attemptNodes.at(-1);
    if (last?.state === "running") {
      last.state = state;
      last.endedMs = atMs;
      changed.add(last.id);
    }
    if (before !== state) count(node, before, state, atMs);
    else touch(node);
  };

  const started = (event: Extract<RunEvent, { kind: "actionStarted" }>): void => {
    // A script is no action: what it starts is below it.
    const isRoot = event.parent === undefined && root.action === undefined && !isScript;
    const node = isRoot ? root : below(event);
    node.action = event.action;
    node.task = event.task;
    node.cacheHit = event.cacheHit;
    node.hasInputs = event.inputs !== undefined;
    if (event.links !== undefined) node.links = event.links;
    actions.set(event.action, node);
    if (isRoot) touch(node);
    else {
      running.add(node);
      count(node, undefined, "running", event.atMs);
    }
  };

  const below = (event: Extract<RunEvent, { kind: "actionStarted" }>): Made => {
    const parent = (event.parent === undefined ? undefined : actions.get(event.parent)) ?? root;
    // Labels are those of the log.
    const key = `${parent.id}\n${event.shortName}`;
    const index = siblings.get(key) ?? 0;
    siblings.set(key, index + 1);
    const label = index === 0 ? event.shortName : `${event.shortName}[${index}]`;
    return add(holderIn(parent, event.group, event.atMs), "action", `a/${event.action}`, label, event.atMs);
  };

  const holderIn = (parent: Made, group: string | undefined, atMs: number): Made => {
    if (group === undefined) return parent;
    const key = `g/${parent.action ?? ""}/${group}`;
    return nodes.get(`${run}/${key}`) ?? add(parent, "group", key, group, atMs);
  };

  const attempted = (node: Made, attempt: number, atMs: number): void => {
    node.attempts = Math.max(node.attempts, attempt);
    // A single attempt is the action itself.
    for (let each = node.attemptNodes.length + 1; attempt > 1 && each <= attempt; each++) {
      const made = make("attempt", `${node.id}/t${each}`, "", each === 1 ? node.startedMs : atMs, node);
      made.attempts = each;
      if (each < attempt) {
        made.state = "failed";
        made.endedMs = node.attemptFailedMs ?? atMs;
        if (node.message !== undefined) made.message = node.message;
      }
      node.attemptNodes.push(made);
    }
    touch(node);
  };

  const failedAttempt = (node: Made, attempt: number, message: string, atMs: number): void => {
    const said = shorten(firstLine(message), KEPT);
    node.message = said;
    node.attemptFailedMs = atMs;
    const made = node.attemptNodes[attempt - 1];
    if (made !== undefined) {
      made.state = "failed";
      made.endedMs = atMs;
      made.message = said;
      changed.add(made.id);
    }
    touch(node);
  };

  const ended = (node: Made, how: RunEnd, atMs: number): void => {
    delete node.message;
    if (how.kind === "error") {
      node.message = shorten(errorText(how.error, { rootDir }), KEPT);
      if (how.error.traceback !== undefined) node.traceback = how.error.traceback;
      const frame = how.error.frames.filter(({ user }) => user).at(-1);
      if (frame !== undefined) node.failedAt = { file: frame.file, line: frame.line };
    }
    if (how.kind === "outputs" && how.outputs.length > 0) {
      const texts = how.outputs.map((output) =>
        how.outputs.length === 1 ? output.text : `${output.name}=${output.text}`,
      );
      node.result = shorten(firstLine(texts.join(", ")), KEPT);
    }
    end(node, stateOf(how), atMs);
  };

  const take = (event: RunEvent): void => {
    switch (event.kind) {
      case "runStarted":
        root.startedMs = event.atMs;
        root.label = specName(event.spec);
        rootDir = event.spec.rootDir;
        isScript = event.spec.action.kind === "script";
        touch(root);
        return;
      case "actionStarted":
        started(event);
        return;
      case "attemptStarted":
      case "attemptFailed": {
        const node = actions.get(event.action);
        if (node === undefined) return;
        if (event.kind === "attemptStarted") attempted(node, event.attempt, event.atMs);
        else failedAttempt(node, event.attempt, event.message, event.atMs);
        return;
      }
      case "conditionWaiting": {
        const node = actions.get(event.action);
        if (node === undefined) return;
        node.waiting = event.condition;
        touch(node);
        return;
      }
      case "actionFinished": {
        const node = actions.get(event.action);
        // The run's own end is told by `finished`.
        if (node !== undefined && node !== root) ended(node, event.end, event.atMs);
        return;
      }
      case "finished":
        ended(root, event.end, event.atMs);
        return;
      case "processExit":
        if (root.state === "running") breakOff(event.atMs);
        return;
      case "report": {
        const node = actions.get(event.action);
        if (node === undefined) return;
        node.report = event.file;
        touch(node);
        return;
      }
      case "serving":
        root.url = event.url;
        touch(root);
        return;
      case "log":
      case "logSkipped":
      case "noEffect":
      case "plainCall":
      case "codeLoaded":
      case "step":
        return;
      default:
        assertNever(event);
    }
  };

  const breakOff = (atMs: number): void => {
    for (const node of [...running]) end(node, "interrupted", atMs);
  };

  const changes = (act: () => void): ReadonlySet<NodeId> => {
    changed = new Set();
    act();
    return changed;
  };

  return {
    root: run,
    apply: (events) => changes(() => events.forEach(take)),
    interrupt: (atMs) => changes(() => breakOff(atMs)),
    node: (id) => {
      const made = nodes.get(id);
      return made === undefined ? undefined : shown(made);
    },
    children: (id) => {
      const made = nodes.get(id);
      if (made === undefined) return [];
      const [only] = made.buckets;
      const below =
        made.kind === "bucket" ? made.items : made.buckets.length === 1 ? (only?.items ?? []) : made.buckets;
      return [...made.attemptNodes, ...below].map((each) => each.id);
    },
  };
}
