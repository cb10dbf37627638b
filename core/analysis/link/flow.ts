/** Where control goes, as data: paths part at a branch, leave a block, and meet again behind a loop, a function or a handler. */

import type { Frame } from "./machine.ts";
import { addState, closeJoin, type Join, nextTime, openJoin, rewind, settle } from "./state.ts";

/** Where a statement leaves its block to; nowhere, where each path has left for itself. */
export type Flow = "next" | "return" | "raise" | "break" | "continue" | "gone";

/** Where the paths that leave by some flows come together. */
export interface Meeting {
  readonly flows: readonly Flow[];
  readonly join: Join;
  readonly outer: Meeting | undefined;
  /** The nearest one that exceptions come to. */
  guard: Meeting | undefined;
  readonly arrived: Set<Flow>;
  /** A path has left past it: what stands behind it may not run. */
  isPassed: boolean;
}

function open(frame: Frame, flows: readonly Flow[]): Meeting {
  const outer = frame.meeting;
  const join = openJoin(frame.machine.memory);
  const meeting: Meeting = { flows, join, outer, guard: outer?.guard, arrived: new Set(), isPassed: false };
  if (flows.includes("raise")) meeting.guard = meeting;
  frame.meeting = meeting;
  return meeting;
}

/** The path ends here; its state goes to where its flow leads. */
function leave(frame: Frame, flow: Flow): void {
  let meeting = frame.meeting;
  while (meeting !== undefined && !meeting.flows.includes(flow)) meeting = meeting.outer;
  if (meeting === undefined) return;
  arrive(frame, meeting, flow);
  if (flow === "raise") return;
  for (let each = frame.meeting; each !== meeting && each !== undefined; each = each.outer) each.isPassed = true;
}

function arrive(frame: Frame, meeting: Meeting, flow: Flow): void {
  addState(frame.machine.memory, meeting.join);
  meeting.arrived.add(flow);
}

/** An exception may come out of what runs next. */
export function mayRaise(frame: Frame): void {
  const guard = frame.meeting?.guard;
  if (guard !== undefined) arrive(frame, guard, "raise");
}

/** Behind it nothing is as sure as before. */
const later = (frame: Frame): number => nextTime(frame.machine.memory);

/** One of several paths from here: its end is one of the states that meet behind them. */
function path(frame: Frame, ends: Join, run: () => Flow): { readonly flow: Flow; readonly left: boolean } {
  const own = frame.doubt;
  const flow = run();
  if (flow === "next") addState(frame.machine.memory, ends);
  else leave(frame, flow);
  rewind(frame.machine.memory, ends);
  return { flow, left: frame.doubt !== own || (flow !== "next" && flow !== "raise") };
}

/** Runs each alternative from the same state; afterwards a name has one of the values that they leave. */
export function branch(frame: Frame, alternatives: readonly (() => Flow)[]): Flow {
  const { memory } = frame.machine;
  const { doubt } = frame;
  const ends = openJoin(memory);
  const flows = new Set<Flow>();
  let hasLeft = false;
  frame.branches++;
  for (const run of alternatives) {
    frame.doubt = later(frame);
    const { flow, left } = path(frame, ends, run);
    flows.add(flow);
    if (left) hasLeft = true;
  }
  frame.branches--;
  settle(memory, ends);
  frame.doubt = hasLeft ? later(frame) : doubt;
  return outcome(flows);
}

/** Evaluates what may not be evaluated. */
export function perhaps<T>(frame: Frame, evaluate: () => T): T {
  const { doubt } = frame;
  frame.branches++;
  frame.doubt = later(frame);
  const value = evaluate();
  frame.branches--;
  frame.doubt = doubt;
  return value;
}

function outcome(flows: ReadonlySet<Flow>): Flow {
  if (flows.has("next")) return "next";
  return flows.size === 1 && flows.has("raise") ? "raise" : "gone";
}

/** Runs what some flows leave to right behind it: there the paths are one again. */
export function meet(frame: Frame, flows: readonly Flow[], run: () => Flow): Flow {
  const { memory } = frame.machine;
  const { doubt } = frame;
  const meeting = open(frame, flows);
  const { join } = meeting;
  const flow = run();
  frame.meeting = meeting.outer;
  const ends = flow === "next" || flows.includes(flow);
  if (!meeting.isPassed) frame.doubt = doubt;
  if (join.states === 0) {
    closeJoin(memory);
    return ends ? "next" : flow;
  }
  if (ends) addState(memory, join);
  else {
    leave(frame, flow);
    if (flow !== "raise") frame.doubt = later(frame);
  }
  settle(memory, join);
  return "next";
}

export interface Diversion {
  /** The flows that it catches. */
  readonly flows: readonly Flow[];
  readonly body: () => Flow;
  /** What comes to the body's end goes on with. */
  readonly onwards: () => Flow;
  /** What leaves the body goes on with. */
  readonly instead: (arrived: ReadonlySet<Flow>) => Flow;
  /** It may be left anywhere, and go on behind it. */
  readonly isDoubtful: boolean;
}

/** Runs a body that is left for another one; behind both the paths are one again. */
export function divert(frame: Frame, { flows, body, onwards, instead, isDoubtful }: Diversion): Flow {
  const { memory } = frame.machine;
  const { doubt } = frame;
  const ends = openJoin(memory);
  const meeting = open(frame, flows);
  if (isDoubtful) frame.doubt = later(frame);
  const main = path(frame, ends, () => {
    const flow = body();
    frame.meeting = meeting.outer;
    if (flow === "next") return onwards();
    if (!flows.includes(flow)) return flow;
    arrive(frame, meeting, flow);
    return flow === "raise" ? flow : "gone";
  });
  const all = new Set([main.flow]);
  let hasLeft = main.left || meeting.isPassed;
  const { states } = meeting.join;
  settle(memory, meeting.join);
  if (states > 0) {
    frame.doubt = later(frame);
    const other = path(frame, ends, () => instead(meeting.arrived));
    all.add(other.flow);
    if (other.left) hasLeft = true;
  }
  settle(memory, ends);
  frame.doubt = hasLeft ? later(frame) : doubt;
  return outcome(all);
}

/** Each of the flows leads on from here. */
export function leaveBy(frame: Frame, flows: Iterable<Flow>): Flow {
  for (const flow of flows) leave(frame, flow);
  return "gone";
}
