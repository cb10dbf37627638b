/** `with`, as an import runs it: what managers do before the block, and what behind it. */

import type { Stmt } from "../../code/ir.ts";
import { type Frame, type Suspension, siteOf } from "../machine.ts";
import {
  type Abstract,
  type IteratorValue,
  NO_ARGUMENTS,
  NONE,
  passing,
  type Site,
  unknown,
} from "../values/values.ts";
import { assign } from "./assign.ts";
import { guarded, takesExceptions } from "./attempt.ts";
import { attributeOf, inClass } from "./attribute.ts";
import { call } from "./call.ts";
import { evaluate } from "./evaluate.ts";
import { branch, divert, type Flow, perhaps } from "./flow.ts";
import { callFunction, callManager } from "./functions.ts";
import { yieldsIn } from "./generators.ts";
import { drained, nextOf } from "./iterators.ts";
import { run } from "./statement.ts";

type With = Stmt & { readonly kind: "with" };

/** Enters the managers from `at` on, runs the block, and leaves them. */
export function enter(frame: Frame, stmt: With, at = 0): Flow {
  const item = stmt.items[at];
  if (item === undefined) return run(frame, stmt.body);
  const inside = (value: Abstract): Flow => {
    if (item.target !== undefined) assign(frame, item.target, value);
    return enter(frame, stmt, at + 1);
  };
  const manager = evaluate(frame, item.value);
  const generator = manager.t === "iterator" && !manager.inexact && !manager.isOver ? manager.of : undefined;
  if (manager.t === "iterator" && generator !== undefined) {
    // Nobody enters it twice.
    manager.isOver = true;
    return through(frame, generator, inside);
  }
  const site = siteOf(frame, item.value);
  const value = entering(frame, manager, site);
  const takes = takesExceptions(frame, manager);
  // Whoever takes what the block raises goes on as well.
  let isRaised = frame.guard !== undefined;
  const raised = (): void => {
    isRaised = true;
  };
  const block = (): Flow => {
    const flow = inside(value);
    if (flow === "raise") raised();
    return flow;
  };
  const body = () => (takes ? guarded(frame, block, raised) : block());
  if (manager.t !== "instance" || inClass(manager.cls, "__exit__")?.t !== "member") return body();
  const ways = newWays();
  const flow = together(frame, ways, body);
  const given = isRaised ? EXCEPTION : NONE;
  call(frame, attributeOf(frame, manager, "__exit__"), passing([given, given, given], site), site);
  return flow === "next" ? goOn(frame, ways) : flow;
}

/** One that may be none. */
const EXCEPTION = unknown({ kind: "name", name: "exception" });

/** What `with` binds: what a generator hands out first, what `__enter__` returns, or the manager itself. */
export function entering(frame: Frame, manager: Abstract, site: Site): Abstract {
  // What a generator function of `@contextmanager` made.
  if (manager.t === "iterator") return nextOf(frame, manager);
  if (manager.t === "instance" && inClass(manager.cls, "__enter__")?.t === "member") {
    return call(frame, attributeOf(frame, manager, "__enter__"), NO_ARGUMENTS, site);
  }
  if (manager.t === "object" && manager.callee === "contextlib.nullcontext") {
    return manager.args.positional[0]?.value ?? NONE;
  }
  return manager;
}

/** A block inside of blocks that each run once for each `yield` runs as often as all of these together: further inside it runs once. */
const MAX_SPLITS = 3;

/** The block runs where the generator yields; an exception of it comes out there. */
function through(
  frame: Frame,
  { func, args }: NonNullable<IteratorValue["of"]>,
  inside: (value: Abstract) => Flow,
): Flow {
  const { machine } = frame;
  const isSplit = yieldsIn(frame, func) > 1;
  if (isSplit && machine.splits >= MAX_SPLITS) {
    perhaps(frame, () => drained(frame, callFunction(frame, func, args)));
    return inside(unknown({ kind: "expression", text: "with" }));
  }
  if (isSplit) machine.splits++;
  const ways = newWays();
  let wasRun = false;
  const suspension: Suspension = {
    isRaised: false,
    block(value, inner) {
      wasRun = true;
      const { doubt, guard } = frame;
      const here = Math.max(doubt, inner.doubt);
      frame.doubt = here;
      frame.guard = inner.guard;
      suspension.isRaised = together(frame, ways, () => inside(value)) === "raise";
      frame.guard = guard;
      if (frame.doubt === here) frame.doubt = doubt;
    },
  };
  const flow = callManager(frame, func, args, suspension);
  if (isSplit) machine.splits--;
  if (!wasRun) return inside(unknown({ kind: "expression", text: "with" }));
  return flow === "raise" ? flow : goOn(frame, ways);
}

/** How a block was left, besides by exceptions: what stands behind it runs once for all of these. */
interface Ways {
  isThrough: boolean;
  readonly left: Set<Flow>;
}

const newWays = (): Ways => ({ isThrough: false, left: new Set() });

function together(frame: Frame, ways: Ways, body: () => Flow): Flow {
  return divert(frame, {
    flows: ["return", "break", "continue"],
    body,
    onwards() {
      ways.isThrough = true;
      return "next";
    },
    instead(arrived) {
      for (const each of arrived) ways.left.add(each);
      return "next";
    },
    isDoubtful: false,
  });
}

function goOn(frame: Frame, { isThrough, left }: Ways): Flow {
  const flows: readonly Flow[] = [...(isThrough ? (["next"] as const) : []), ...left];
  const [first = "next", ...others] = flows;
  return others.length === 0
    ? first
    : branch(
        frame,
        flows.map((each) => () => each),
      );
}
