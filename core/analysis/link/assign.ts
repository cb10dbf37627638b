/** Targets of assignments: names, attributes, items and patterns of them. */

import type { Expr } from "../ir.ts";
import { changes, changing, isExact, itemsOf, push, sequence, setItem, updateKeys } from "./containers.ts";
import { assignAttribute, setAttribute } from "./environments.ts";
import { evaluate } from "./evaluate.ts";
import { type Frame, siteOf } from "./machine.ts";
import { binary } from "./operators.ts";
import { bind, lookup } from "./scope.ts";
import { attach } from "./taskObjects.ts";
import { type Abstract, unknown } from "./values.ts";

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
      if (on.t === "method" && on.name === "__dict__") {
        setAttribute(frame, on.on, evaluate(frame, target.index), value, siteOf(frame, target));
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

function unpack(frame: Frame, targets: readonly Expr[], value: Abstract): void {
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
  const value = evaluate(frame, written);
  // `+=` on a list changes it in place, whoever else holds it.
  if (op === "+" && before.t === "list" && changes(frame, before)) {
    const items = itemsOf(value);
    if (items === undefined || !isExact(value)) before.inexact = true;
    const sites = value.t === "list" || value.t === "tuple" ? value.sites : undefined;
    for (const [at, item] of (items ?? []).entries()) push(before, item, sites?.[at]);
    return;
  }
  // So does `|=` on a dict.
  if (op === "|" && before.t === "dict" && changing(frame, before) !== "never") {
    updateKeys(frame, before, value);
    return;
  }
  assign(frame, target, binary(frame, op, before, value));
}
