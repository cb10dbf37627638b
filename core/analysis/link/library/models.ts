/** Objects of pydantic's models: their values are what pydantic makes of what the constructor is given. */

import { inClass } from "../evaluate/attribute.ts";
import { callMember, defaultOf, type Field, fields } from "../evaluate/functions.ts";
import type { Frame } from "../machine.ts";
import { truth } from "../values/judge.ts";
import {
  type Abstract,
  type Arguments,
  type ClassValue,
  type InstanceValue,
  NO_ARGUMENTS,
  type Site,
  unknown,
} from "../values/values.ts";
import { coerced } from "./coercion.ts";
import { copied } from "./copies.ts";
import { type Configuration, configurationOf } from "./pydantic.ts";
import { validate } from "./validators.ts";

export function fillModel(frame: Frame, made: InstanceValue, args: Arguments, site: Site): void {
  const { cls } = made;
  const configuration = configurationOf(cls);
  const validated = new Map<string, Field>();
  const all = fields(cls).filter(({ name }) => name !== "model_config");
  if (configuration.keepsOthers) for (const [name, { value }] of args.named) made.attributes.set(name, value);
  let at = 0;
  for (const field of all) {
    const { name, value, isGiven } = field;
    // What begins so is no field, and left as it is.
    const given =
      name.startsWith("_") || !isGiven
        ? undefined
        : (args.positional[at++]?.value ?? named(field, args, configuration));
    if (
      given !== undefined ||
      (configuration.validatesDefaults && !name.startsWith("_")) ||
      asksFor(field, "validate_default")
    )
      validated.set(name, field);
    const usual = args.open ? undefined : defaultOf(frame, value, site);
    made.attributes.set(
      name,
      given ?? (usual === undefined ? unknown({ kind: "parameter", name }) : ownDefault(frame, usual, site)),
    );
  }
  callMember(frame, inClass(cls, "__post_init__"), made, NO_ARGUMENTS);
  validate(frame, made, new Set(validated.keys()), site, (name, value) => {
    const field = validated.get(name);
    const isTold = field !== undefined && !configuration.isUntold && !hasUntoldOptions(field);
    const result = isTold ? coerced(frame, field.cls, field.annotation, value, site) : undefined;
    return result ?? (value.t === "unknown" ? value : replacedBy(field?.cls ?? cls));
  });
  if (configuration.isUntold)
    for (const [name, value] of made.attributes)
      if (value.t !== "unknown" && !name.startsWith("_")) made.attributes.set(name, replacedBy(cls));
}

const replacedBy = ({ def }: ClassValue): Abstract => unknown({ kind: "replaced", by: def.name });

/** Each object gets its own. */
const ownDefault = (frame: Frame, value: Abstract, site: Site): Abstract =>
  value.t === "list" || value.t === "dict" || value.t === "set" ? copied(frame, value, site, new Map()) : value;

const optionOf = ({ value }: Field, name: string): Abstract | undefined =>
  value?.t === "object" && /(^|\.)Field$/.test(value.callee) ? value.args.named.get(name)?.value : undefined;

const asksFor = (field: Field, name: string): boolean => {
  const value = optionOf(field, name);
  return value !== undefined && truth(value) !== false;
};

/** What makes of a value something else than its type does, or may. */
const hasUntoldOptions = (field: Field): boolean =>
  (field.value?.t === "object" && field.value.args.open) ||
  ["strict", "coerce_numbers_to_str", "discriminator", "union_mode"].some(
    (name) => optionOf(field, name) !== undefined,
  );

/** What a field is given by its name, or by its alias. */
function named(field: Field, { named: given }: Arguments, { takesNames }: Configuration): Abstract | undefined {
  const { name } = field;
  const alias = optionOf(field, "validation_alias") ?? optionOf(field, "alias");
  const isInAnnotation = /\b(validation_)?alias\b/.test(field.annotation);
  if (alias === undefined && !isInAnnotation) return given.get(name)?.value;
  if (alias?.t === "str" && !isInAnnotation) {
    return given.get(alias.value)?.value ?? (takesNames ? given.get(name)?.value : undefined);
  }
  return unknown({ kind: "parameter", name });
}
