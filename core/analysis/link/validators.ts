/** What models of pydantic do with what their constructors are given: validators replace it. */

import type { Expr, FunctionDef } from "../ir.ts";
import { inClass } from "./attribute.ts";
import { orderOf } from "./classes.ts";
import { callFunction } from "./functions.ts";
import type { Frame } from "./machine.ts";
import {
  type Abstract,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  NO_ARGUMENTS,
  type Site,
  unknown,
} from "./values.ts";

/** What a field is given as, where that is another name. */
export function aliasOf(value: Abstract | undefined): string | undefined {
  if (value?.t !== "object" || !/(^|\.)Field$/.test(value.callee)) return undefined;
  const alias = value.args.named.get("validation_alias")?.value ?? value.args.named.get("alias")?.value;
  return alias?.t === "str" ? alias.value : undefined;
}

/** @param given the fields that are not left to their defaults: those are not validated */
export function validate(frame: Frame, made: InstanceValue, given: ReadonlySet<string>, site: Site): void {
  const order = orderOf(made.cls);
  if (!order.some(({ bases }) => bases.some((each) => each.t === "external" && /^pydantic/.test(each.name)))) return;
  for (const cls of [...order].reverse()) {
    for (const stmt of cls.def.body) {
      if (stmt.kind !== "function") continue;
      for (const each of stmt.decorators) run(frame, made, cls, stmt, each, given, site);
    }
  }
  const after = inClass(made.cls, "model_post_init");
  if (after?.t === "member") called(frame, after.value, made, after.cls, [CONTEXT], site);
}

const CONTEXT = unknown({ kind: "parameter", name: "context" });

function run(
  frame: Frame,
  made: InstanceValue,
  cls: ClassValue,
  def: FunctionDef,
  decorator: Expr,
  given: ReadonlySet<string>,
  site: Site,
): void {
  const named = decorator.kind === "call" ? decorator.func : decorator;
  const name = named.kind === "name" ? named.id : named.kind === "attribute" ? named.name : "";
  const args = decorator.kind === "call" ? decorator.args : [];
  const replaced = unknown({ kind: "replaced", by: `${cls.def.name}.${def.name}` });
  const value = inClass(made.cls, def.name);
  switch (name) {
    case "field_validator":
    case "validator":
      for (const { value: field, name: option } of args) {
        if (option !== undefined || field.kind !== "str") continue;
        for (const each of field.value === "*" ? given : [field.value]) {
          const before = made.attributes.get(each);
          if (!given.has(each) || before === undefined) continue;
          const after = value?.t === "member" ? called(frame, value.value, made.cls, cls, [before], site) : undefined;
          made.attributes.set(each, after ?? replaced);
        }
      }
      return;
    case "model_validator":
    case "root_validator": {
      const isAfter = args.some(
        ({ name: option, value: mode }) => option === "mode" && mode.kind === "str" && mode.value === "after",
      );
      if (isAfter && value?.t === "member") called(frame, value.value, made, cls, [], site);
      else for (const each of made.attributes.keys()) made.attributes.set(each, replaced);
      return;
    }
    default:
      return;
  }
}

function called(
  frame: Frame,
  value: Abstract,
  self: Abstract,
  owner: ClassValue,
  values: readonly Abstract[],
  site: Site,
): Abstract | undefined {
  const func: Abstract = value.t === "descriptor" ? value.func : value;
  if (func.t !== "function") return undefined;
  const bound: FunctionValue = { ...func, self, owner };
  return callFunction(frame, bound, { ...NO_ARGUMENTS, positional: values.map((each) => ({ value: each, site })) });
}
