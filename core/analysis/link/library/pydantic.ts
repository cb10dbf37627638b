/** Which classes are models of pydantic, and what their configuration says of how their values are made. */

import { orderOf } from "../values/classes.ts";
import { alternatives, truth } from "../values/judge.ts";
import type { Abstract, ClassValue } from "../values/values.ts";

/** Whether pydantic makes its objects of what they are given: a model, or one of its dataclasses. */
export const isModel = (cls: ClassValue): boolean =>
  orderOf(cls).some(
    ({ bases, decorators }) =>
      bases.some((base) => base.t === "external" && /^(pydantic|pydantic_settings)\./.test(base.name)) ||
      decorators.some((each) => /^pydantic\.dataclasses\./.test(nameOf(each))),
  );

const nameOf = (value: Abstract): string =>
  value.t === "external" ? value.name : value.t === "object" ? value.callee : "";

export interface Configuration {
  /** It says something of which it isn't followed what it does to values. */
  readonly isUntold: boolean;
  readonly validatesDefaults: boolean;
  /** Fields with an alias are taken by their names, too. */
  readonly takesNames: boolean;
  /** What is no field is kept. */
  readonly keepsOthers: boolean;
}

/** What these say changes no value, or is followed. */
const TOLD = new Set([
  "arbitrary_types_allowed",
  "extra",
  "frozen",
  "populate_by_name",
  "validate_by_name",
  "validate_default",
  "title",
  "json_schema_extra",
  "protected_namespaces",
  "from_attributes",
  "use_attribute_docstrings",
  "hide_input_in_errors",
  "env_prefix",
]);

export function configurationOf(cls: ClassValue): Configuration {
  const options = new Map<string, Abstract>();
  let isUntold = false;
  for (const each of [...orderOf(cls)].reverse()) {
    const written = [
      ...each.def.bases.flatMap(({ name }) => (name === undefined || name === "metaclass" ? [] : [name])),
      ...(each.scope.vars.has("Config") ? ["Config"] : []),
      ...each.decorators.flatMap((one) => (one.t === "object" ? [...one.args.named.keys()] : [])),
    ];
    if (written.some((name) => !/^(frozen|kw_only|slots|repr|order|eq)$/.test(name))) isUntold = true;
    const given = each.scope.vars.get("model_config");
    if (given === undefined) continue;
    const found = optionsOf(given);
    if (found === undefined) isUntold = true;
    for (const [name, value] of found ?? []) options.set(name, value);
  }
  const says = (name: string): boolean | undefined => {
    const value = options.get(name);
    return value === undefined ? undefined : truth(value);
  };
  const isOpen = [...options].some(
    ([name, value]) => !TOLD.has(name) || alternatives(value).some(({ t }) => t === "unknown"),
  );
  const extra = options.get("extra");
  const isOfSettings = orderOf(cls).some(({ bases }) =>
    bases.some((base) => base.t === "external" && base.name.startsWith("pydantic_settings.")),
  );
  return {
    isUntold: isUntold || isOpen,
    validatesDefaults: says("validate_default") ?? isOfSettings,
    takesNames: says("populate_by_name") === true || says("validate_by_name") === true,
    keepsOthers: extra?.t === "str" && extra.value === "allow",
  };
}

function optionsOf(given: Abstract): Iterable<readonly [string, Abstract]> | undefined {
  if (
    given.t === "object" &&
    /ConfigDict$/.test(given.callee) &&
    !given.args.open &&
    given.args.positional.length === 0
  )
    return [...given.args.named].map(([name, { value }]) => [name, value] as const);
  if (given.t !== "dict" || given.inexact) return undefined;
  return given.entries.flatMap(([key, value]) => (key.t === "str" ? [[key.value, value] as const] : []));
}
