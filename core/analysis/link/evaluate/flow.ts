/** Where control goes, as data: paths part at a branch, leave a block, and meet again behind a loop, a function or a handler. */

import type { Frame } from "../machine.ts";
import { addState, closeJoin, type Join, nextTime, openJoin, rewind, settle } from "./state.ts";

/** Where a statement leaves its block to; nowhere, where each path has left for itself. */
export type Flow = "next" | "return" | "raise" | "break" | "continue" | "gone";

/** Where the paths that leave by some flows come together. */
export interface Meeting {
  readonly flows: readonly Flow[];
  readonly join: Join;
  readonly outer: Meeting | undefined;
  /** Where exceptions come to that it doesn't take. */
  readonly guard: Meeting | undefined;
  readonly arrived: Set<Flow>;
  /** A path has left past it: what stands behind it may not run. */
  isPassed: boolean;
}

function open(frame: Frame, flows: readonly Flow[]): Meeting {
  const outer = frame.meeting;
  const join = openJoin(frame.machine.memory);
  const meeting: Meeting = { flows, join, outer, guard: frame.guard, arrived: new Set(), isPassed: false };
  frame.meeting = meeting;
  if (flows.includes("raise")) frame.guard = meeting;
  return meeting;
}

function close(frame: Frame, { outer, guard }: Meeting): void {
  frame.meeting = outer;
  frame.guard = guard;
}

/** The path ends here; its state goes to where its flow leads. */
function leave(frame: Frame, flow: Flow): void {
  if (flow === "raise") {
    mayRaise(frame);
    return;
  }
  let meeting = frame.meeting;
  while (meeting !== undefined && !meeting.flows.includes(flow)) meeting = meeting.outer;
  if (meeting === undefined) return;
  arrive(frame, meeting, flow);
  for (let each = frame.meeting; each !== meeting && each !== undefined; each = each.outer) each.isPassed = true;
}

function arrive(frame: Frame, meeting: Meeting, flow: Flow): void {
  addState(frame.machine.memory, meeting.join);
  meeting.arrived.add(flow);
}

/** An exception may come out of what runs next, here or in who called this. */
export function mayRaise(frame: Frame): void {
  if (frame.guard !== undefined) arrive(frame, frame.guard, "raise");
}

/** Behind it nothing is as sure as before. */
const later = (frame: Frame): number => nextTime(frame.machine.memory);

/** One of several paths from here: its end is one of the states that meet behind them. */
function path(frame: Frame, ends: Join, run: () => Flow): { readonly flow: Flow; readonly isPartlyLeft: boolean } {
  const own = frame.doubt;
  const flow = run();
  if (flow === "next") addState(frame.machine.memory, ends);
  else leave(frame, flow);
  rewind(frame.machine.memory, ends);
  return { flow, isPartlyLeft: frame.doubt !== own };
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
    const { flow, isPartlyLeft } = path(frame, ends, run);
    flows.add(flow);
    if (isPartlyLeft || isElsewhere(flow)) hasLeft = true;
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

/** Behind an exception that nothing takes nothing goes on: it makes nothing doubtful. */
const isElsewhere = (flow: Flow): boolean => flow !== "next" && flow !== "raise";

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
  close(frame, meeting);
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
  let isCaught = false;
  const main = path(frame, ends, () => {
    const own = frame.doubt;
    let flow = body();
    close(frame, meeting);
    isCaught = flows.includes(flow);
    if (isCaught) arrive(frame, meeting, flow);
    const { doubt: left } = frame;
    if (flow === "next") flow = onwards();
    // What has left for here is no doubt any more where it has come.
    if (frame.doubt === left && !meeting.isPassed) frame.doubt = own;
    return isCaught ? "gone" : flow;
  });
  const all = new Set(isCaught ? [] : [main.flow]);
  let hasLeft = main.isPartlyLeft || meeting.isPassed || (!isCaught && isElsewhere(main.flow));
  const { states } = meeting.join;
  settle(memory, meeting.join);
  if (states > 0) {
    frame.doubt = later(frame);
    const other = path(frame, ends, () => instead(meeting.arrived));
    all.add(other.flow);
    if (other.isPartlyLeft || isElsewhere(other.flow)) hasLeft = true;
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
