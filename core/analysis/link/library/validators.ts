/** What models of pydantic do with what their constructors are given: validators replace it. */

import type { Expr, FunctionDef } from "../../code/ir.ts";
import { inClass } from "../evaluate/attribute.ts";
import { callMember } from "../evaluate/functions.ts";
import type { Frame } from "../machine.ts";
import { orderOf } from "../values/classes.ts";
import { type Abstract, type ClassValue, type InstanceValue, passing, type Site, unknown } from "../values/values.ts";

/**
 * @param given the fields that are not left to their defaults: those are not validated
 * @param convert what the type of a field makes of a value
 */
export function validate(
  frame: Frame,
  made: InstanceValue,
  given: ReadonlySet<string>,
  site: Site,
  convert: (field: string, value: Abstract) => Abstract,
): void {
  const order = orderOf(made.cls);
  const validators = validatorsOf(made.cls, order);
  const models = validators.filter(({ isOfModel }) => isOfModel);
  const isUntold = ({ mode }: Validator): boolean => mode !== "before" && mode !== "after";
  const replaceAll = (by: Validator | undefined): void => {
    if (by !== undefined) for (const each of made.attributes.keys()) made.attributes.set(each, by.replaced);
  };
  replaceAll(models.find(({ mode }) => mode !== "after"));
  for (const field of [...made.attributes.keys()].filter((each) => given.has(each))) {
    const own = validators.filter(({ isOfModel, fields }) => !isOfModel && (fields?.has(field) ?? true));
    const run = (each: Validator): void => {
      const before = made.attributes.get(field);
      if (before === undefined) return;
      const after = called(frame, each, made.cls, [before], site);
      made.attributes.set(field, after ?? each.replaced);
    };
    for (const each of own.filter(({ mode }) => mode === "before").reverse()) run(each);
    const value = made.attributes.get(field);
    if (value !== undefined) made.attributes.set(field, convert(field, value));
    for (const each of own.filter(isAfter)) run(each);
    const untold = own.find(isUntold);
    if (untold !== undefined) made.attributes.set(field, untold.replaced);
  }
  const post = inClass(made.cls, "model_post_init");
  if (post?.t === "member") called(frame, { value: post.value, cls: post.cls }, made, [CONTEXT], site);
  for (const each of models.filter(isAfter)) called(frame, each, made, [], site);
  replaceAll(models.find(isUntold));
}

const isAfter = ({ mode }: Validator): boolean => mode === "after";

const CONTEXT = unknown({ kind: "parameter", name: "context" });

interface Validator {
  readonly isOfModel: boolean;
  /** Those of a field; of all where it isn't told. */
  readonly fields: ReadonlySet<string> | undefined;
  /** `before`, `after`, or one of which it isn't followed what it does. */
  readonly mode: string;
  readonly value: Abstract | undefined;
  readonly cls: ClassValue;
  /** What it makes where that can't be told. */
  readonly replaced: Abstract;
}

/** By their names, as a subclass replaces them; in the order in which the names came. */
function validatorsOf(made: ClassValue, order: readonly ClassValue[]): readonly Validator[] {
  const found = new Map<string, Validator>();
  for (const cls of [...order].reverse()) {
    for (const stmt of cls.def.body) {
      if (stmt.kind !== "function") continue;
      for (const each of stmt.decorators) {
        const validator = validatorOf(made, cls, stmt, each);
        if (validator !== undefined) found.set(stmt.name, validator);
      }
    }
  }
  return [...found.values()];
}

function validatorOf(made: ClassValue, cls: ClassValue, def: FunctionDef, decorator: Expr): Validator | undefined {
  const named = decorator.kind === "call" ? decorator.func : decorator;
  const name = named.kind === "name" ? named.id : named.kind === "attribute" ? named.name : "";
  if (!/^((field|model|root)_)?validator$/.test(name)) return undefined;
  const args = decorator.kind === "call" ? decorator.args : [];
  const option = (asked: string): Expr | undefined => args.find((each) => each.name === asked)?.value;
  const isOfModel = /^(model|root)_/.test(name);
  const fields = args.flatMap(({ name: key, value }) => (key === undefined ? [value] : []));
  const names = fields.flatMap((each) => (each.kind === "str" && each.value !== "*" ? [each.value] : []));
  const isOfSome = fields.length === names.length;
  const isTold = isOfModel || fields.every(({ kind }) => kind === "str");
  const value = inClass(made, def.name);
  const isMember = value?.t === "member";
  return {
    isOfModel,
    fields: isOfSome ? new Set(names) : undefined,
    mode: isTold ? modeOf(name, option) : "",
    value: isMember ? value.value : undefined,
    cls: isMember ? value.cls : cls,
    replaced: unknown({ kind: "replaced", by: `${cls.def.name}.${def.name}` }),
  };
}

function modeOf(name: string, option: (name: string) => Expr | undefined): string {
  if (name === "root_validator") return "";
  if (name === "validator") {
    const pre = option("pre");
    return pre === undefined ? "after" : pre.kind === "bool" ? (pre.value ? "before" : "after") : "";
  }
  const mode = option("mode");
  if (mode === undefined) return name === "field_validator" ? "after" : "";
  return mode.kind === "str" ? mode.value : "";
}

function called(
  frame: Frame,
  { value, cls: owner }: Pick<Validator, "value" | "cls">,
  self: Abstract,
  values: readonly Abstract[],
  site: Site,
): Abstract | undefined {
  const func = value?.t === "descriptor" ? value.func : value;
  if (func === undefined) return undefined;
  return callMember(frame, { t: "member", value: func, cls: owner }, self, passing(values, site));
}
