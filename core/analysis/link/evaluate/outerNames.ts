/** Which names a loop changes besides by plain assignments: by `:=`, and in functions that it calls. */

import type { Block, Expr, Stmt } from "../../code/ir.ts";
import { blockOf, type Frame } from "../machine.ts";
import { alternatives } from "../values/judge.ts";
import type { Abstract, FunctionValue, Scope } from "../values/values.ts";
import { inClass } from "./attribute.ts";
import { lookup } from "./scope.ts";
import { held } from "./state.ts";

/** A name where it is bound. */
export interface OuterName {
  readonly scope: Scope;
  readonly name: string;
}

/** Functions called by functions are followed no deeper. */
const MAX_DEPTH = 6;

interface Found {
  readonly walrus: Set<string>;
  readonly names: OuterName[];
}

/** As far as the text of what is called tells. */
export function outerNames(frame: Frame, parts: readonly (Stmt | Expr)[]): Found {
  const found: Found = { walrus: new Set(), names: [] };
  const seen = new Set<object>();
  for (const each of parts) walk(each, found.walrus, (called) => follow(read(frame, called), 0));
  return found;

  function follow(value: Abstract | undefined, depth: number): void {
    for (const each of value === undefined ? [] : alternatives(value)) {
      const func = functionIn(each);
      if (func === undefined || func.def.kind === "lambda" || seen.has(func.def) || depth > MAX_DEPTH) continue;
      seen.add(func.def);
      const body = blockOf(frame.machine, func.def.body);
      redirected(body, func, found.names);
      const inner: Frame = { ...frame, file: func.file, scope: func.scope };
      for (const stmt of body) walk(stmt, new Set(), (called) => follow(read(inner, called, func.self), depth + 1));
    }
  }
}

function functionIn(value: Abstract): FunctionValue | undefined {
  if (value.t === "function") return value;
  if (value.t === "partial") return functionIn(value.func);
  const init = value.t === "class" ? inClass(value, "__init__") : undefined;
  return init?.t === "member" && init.value.t === "function" ? init.value : undefined;
}

/** What a name, or a method of what a name holds, is now; nothing is evaluated for it. */
function read(frame: Frame, called: unknown, self?: Abstract): Abstract | undefined {
  if (!isNode(called)) return undefined;
  if (called.kind === "name" && typeof called.id === "string") return lookup(frame, called.id);
  if (called.kind !== "attribute" || typeof called.name !== "string") return undefined;
  const { object, name } = called;
  const on = isNode(object) && object.kind === "name" && object.id === "self" && self ? self : read(frame, object);
  if (on?.t === "module") return undefined;
  const cls = on?.t === "instance" ? on.cls : on?.t === "class" ? on : undefined;
  const found = cls === undefined ? undefined : inClass(cls, name);
  if (found?.t !== "member") return undefined;
  const value = found.value.t === "descriptor" ? found.value.func : found.value;
  return value.t === "function" && on !== undefined ? { ...value, self: on } : value;
}

/** Names that the function's text sends elsewhere. */
function redirected(body: Block, { scope }: FunctionValue, into: OuterName[]): void {
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (!isNode(node)) return;
    if ((node.kind === "global" || node.kind === "nonlocal") && Array.isArray(node.names)) {
      for (const name of node.names) {
        let home: Scope | undefined = scope;
        if (node.kind === "global") while (home?.parent !== undefined) home = home.parent;
        else while (home !== undefined && held(home, String(name)) === undefined) home = home.parent;
        if (home !== undefined) into.push({ scope: home, name: String(name) });
      }
    }
    for (const each of Object.values(node)) if (typeof each === "object") visit(each);
  };
  visit(body);
}

/** What is looked at of expressions and statements alike. */
interface Node {
  readonly kind?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  readonly names?: unknown;
  readonly object?: unknown;
  readonly target?: unknown;
  readonly func?: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** Bodies of definitions only run where they are called. */
function walk(node: unknown, walrus: Set<string>, onCall: (func: unknown) => void): void {
  if (Array.isArray(node)) for (const each of node) walk(each, walrus, onCall);
  if (!isNode(node) || /^(function|class|lambda|deferred)$/.test(String(node.kind))) return;
  if (node.kind === "walrus") walrus.add(String(node.target));
  if (node.kind === "call") onCall(node.func);
  for (const each of Object.values(node)) if (typeof each === "object") walk(each, walrus, onCall);
}
