/** Targets of assignments: names, attributes, items and patterns of them. */

import type { Expr } from "../../code/ir.ts";
import { assignAttribute } from "../flyte/environments.ts";
import { attach } from "../flyte/taskObjects.ts";
import { type Frame, siteOf } from "../machine.ts";
import {
  changes,
  changing,
  extend,
  inDoubt,
  isExact,
  itemsOf,
  sequence,
  setItem,
  updateKeys,
} from "../values/containers.ts";
import { same, union } from "../values/judge.ts";
import { binary } from "../values/operators.ts";
import { type Abstract, type Sequence, unknown } from "../values/values.ts";
import { evaluate } from "./evaluate.ts";
import { drained } from "./iterators.ts";
import { isNamespace, setName } from "./namespaces.ts";
import { bind, lookup } from "./scope.ts";

export function assign(frame: Frame, target: Expr, value: Abstract): void {
  switch (target.kind) {
    case "name":
      bind(frame, target.id, value);
      return;
    case "attribute":
      assignAttribute(frame, evaluate(frame, target.object), target.name, value, siteOf(frame, target));
      return;
    case "subscript": {
      const { object } = target;
      // `env._tasks["name"] = task`, as the SDK's own classes of tasks do.
      const holder =
        object.kind === "attribute" && object.name === "_tasks" ? evaluate(frame, object.object) : undefined;
      if (holder?.t === "environment") attach(frame, holder, value);
      const on = evaluate(frame, object);
      if (isNamespace(on)) {
        setName(frame, on, evaluate(frame, target.index), value, siteOf(frame, target));
        return;
      }
      setItem(frame, on, evaluate(frame, target.index), value);
      return;
    }
    case "tuple":
    case "list":
      unpack(frame, target.items, value);
      return;
    case "star":
      assign(frame, target.value, value);
      return;
    default:
      return;
  }
}

function unpack(frame: Frame, targets: readonly Expr[], given: Abstract): void {
  const value = drained(frame, given);
  const items = isExact(value) ? itemsOf(value) : undefined;
  const star = targets.findIndex(({ kind }) => kind === "star");
  for (const [at, target] of targets.entries()) {
    if (items === undefined) {
      assign(frame, target, value.t === "unknown" ? value : unknown({ kind: "expression", text: "unpacking" }));
    } else if (star < 0 || at < star) {
      assign(frame, target, items[at] ?? unknown({ kind: "expression", text: "unpacking" }));
    } else if (at === star) {
      assign(frame, target, sequence(frame, "list", items.slice(at, items.length - (targets.length - 1 - at))));
    } else
      assign(
        frame,
        target,
        items[items.length - (targets.length - at)] ?? unknown({ kind: "expression", text: "unpacking" }),
      );
  }
}

export function augment(frame: Frame, target: Expr, op: string, written: Expr): void {
  const before = target.kind === "name" ? lookup(frame, target.id) : evaluate(frame, target);
  const value = drained(frame, evaluate(frame, written));
  const after = augmented(frame, before, op, value);
  if (after !== before) assign(frame, target, after);
}

/** What a name holds behind `+=` and its like. Lists, sets and dicts are changed in place, whoever else holds them. */
function augmented(frame: Frame, before: Abstract, op: string, value: Abstract): Abstract {
  switch (before.t) {
    case "union":
      return union(before.members.map((each) => augmented(inDoubt(frame), each, op, value)));
    case "list": {
      if ((op !== "+" && op !== "*") || !changes(frame, before)) break;
      if (op === "+") extend(before, value);
      else replaceItems(before, binary(frame, op, before, value));
      return before;
    }
    case "set": {
      if (!/^[|&^-]$/.test(op) || !changes(frame, before)) break;
      replaceItems(before, binary(frame, op, before, value));
      return before;
    }
    case "dict":
      if (op !== "|" || changing(frame, before) === "never") break;
      updateKeys(frame, before, value);
      return before;
    default:
  }
  return binary(frame, op, before, value);
}

/** In place. Where the change may not happen what was there stays, and the container is inexact already. */
function replaceItems(on: Sequence, by: Abstract): void {
  const isPlain = by.t === on.t;
  if (!isPlain || by.inexact) on.inexact = true;
  const items = isPlain ? by.items : [];
  const added = on.inexact ? items.filter((item) => !on.items.some((each) => same(each, item))) : undefined;
  if (added === undefined) on.items.splice(0, on.items.length, ...items);
  else on.items.push(...added);
  delete on.sites;
}
