/** The versions of the SDK that are kept, and which of them stands for another. The newest is whole, an older one what differs from the next. */

import type { SdkFacts, SdkMatch } from "../../protocol/plan.ts";
import { compareVersions } from "./compareVersions.ts";
import oldest from "./generated/flyte-2.0.8.json" with { type: "json" };
import older from "./generated/flyte-2.3.9.json" with { type: "json" };
import middle from "./generated/flyte-2.6.13.json" with { type: "json" };
import newer from "./generated/flyte-2.9.0.json" with { type: "json" };
import newest from "./generated/flyte-2.12.1.json" with { type: "json" };
import plugins from "./generated/plugins.json" with { type: "json" };
import type { SdkClass, SdkSchema } from "./schema.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Each with what turns the one before it into it. */
const kept: readonly { readonly sdk: string; readonly changes?: unknown }[] = [newest, newer, middle, older, oldest];

/** The versions whose facts are kept, the newest first. */
export const sdkVersions: readonly string[] = kept.map(({ sdk }) => sdk);

/** What is known for an SDK, and whose facts they are. */
export interface ChosenSchema {
  readonly schema: SdkSchema;
  readonly facts: SdkFacts;
}

/** The facts for an installed version: its own, else the nearest older ones, else the oldest. Without a version, the newest. */
export function schemaFor(installed: string | undefined): ChosenSchema {
  if (installed === undefined) return chosen(0, "newest");
  const index = sdkVersions.findIndex((each) => compareVersions(each, installed) <= 0);
  if (index < 0) return chosen(sdkVersions.length - 1, "oldest", installed);
  const same = compareVersions(sdkVersions[index] ?? "", installed) === 0;
  return chosen(index, same ? "exact" : "older", installed);
}

function chosen(index: number, match: SdkMatch, installed?: string): ChosenSchema {
  const { schema } = makeSchema(index);
  return { schema, facts: { version: schema.sdk, match, ...(installed === undefined ? {} : { installed }) } };
}

/** Classes of every version and of plugins as they are kept: an older version's say only what differs, and a class that it lacks is left out. */
export function keptClasses(): readonly (readonly [name: string, Partial<SdkClass>])[] {
  const all = [
    newest.classes,
    ...kept.map(({ changes }) => (changes as { readonly classes?: unknown })?.classes),
    plugins.classes,
  ];
  return all
    .flatMap((classes) => Object.entries((classes ?? {}) as Readonly<Record<string, Partial<SdkClass> | null>>))
    .flatMap(([name, entry]) => (entry === null || Array.isArray(entry) ? [] : [[name, entry] as const]));
}

const made = new Map<number, { readonly raw: Json; readonly schema: SdkSchema }>();

function makeSchema(index: number): { readonly raw: Json; readonly schema: SdkSchema } {
  const known = made.get(index);
  if (known !== undefined) return known;
  const raw = index === 0 ? (newest as unknown as Json) : changed(makeSchema(index - 1).raw, changesOf(index));
  const result = { raw, schema: resolved(raw as unknown as Raw) };
  made.set(index, result);
  return result;
}

const changesOf = (index: number): Json => (kept[index]?.changes ?? {}) as Json;

/** Applies changes as `difference` of scripts/sdk-schema.mjs makes them. */
export function changed(from: Json, changes: Json): Json {
  if (!isObject(changes) || !isObject(from)) return changes;
  const { "(order)": order, ...own } = changes;
  const merged = new Map(Object.entries(from));
  for (const [key, value] of Object.entries(own)) {
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, before === undefined ? value : changed(before, value));
  }
  const names = Array.isArray(order) ? (order as readonly string[]) : [...merged.keys()];
  return Object.fromEntries(names.map((name) => [name, merged.get(name) ?? null]));
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As generated: a parameter that is as a base class has it is the name of that class. */
type Inherited<T> = Readonly<Record<string, T | string>>;
type RawClass = Omit<SdkClass, "parameters" | "cloneWith"> & {
  readonly parameters: Inherited<SdkClass["parameters"][string]>;
  readonly cloneWith?: Omit<NonNullable<SdkClass["cloneWith"]>, "parameters"> & {
    readonly parameters: Inherited<SdkClass["parameters"][string]>;
  };
};
type RawClasses = Readonly<Record<string, RawClass>>;
type Raw = Omit<SdkSchema, "classes"> & { readonly classes: RawClasses };

function resolved(raw: Raw): SdkSchema {
  return { ...raw, classes: resolvedClasses(raw.classes, raw.classes) };
}

function resolvedClasses(classes: RawClasses, all: RawClasses): Readonly<Record<string, SdkClass>> {
  return Object.fromEntries(
    Object.entries(classes).map(([name, { parameters, cloneWith, ...own }]): [string, SdkClass] => [
      name,
      {
        ...own,
        parameters: filled(parameters, (base) => all[base]?.parameters),
        ...(cloneWith === undefined
          ? {}
          : {
              cloneWith: {
                refused: cloneWith.refused,
                parameters: filled(cloneWith.parameters, (base) => all[base]?.cloneWith?.parameters),
              },
            }),
      },
    ]),
  );
}

/** A base that this version of the SDK doesn't have leaves a plugin's parameter out: the two don't go together. */
function filled(
  own: Inherited<SdkClass["parameters"][string]>,
  of: (base: string) => Inherited<SdkClass["parameters"][string]> | undefined,
): SdkClass["parameters"] {
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) => {
      const found = typeof value === "string" ? of(value)?.[name] : value;
      return found === undefined || typeof found === "string" ? [] : [[name, found] as const];
    }),
  );
}

const pluginClasses = new Map<SdkSchema, Readonly<Record<string, SdkClass>>>();

/** Classes of `flyteplugins.*` packages, with what their bases have in this version of the SDK. One version of each is kept. */
export function pluginClassesWith(schema: SdkSchema): Readonly<Record<string, SdkClass>> {
  const known = pluginClasses.get(schema);
  if (known !== undefined) return known;
  const own = plugins.classes as unknown as RawClasses;
  const result = resolvedClasses(own, { ...(schema.classes as RawClasses), ...own });
  pluginClasses.set(schema, result);
  return result;
}

/** The plugins whose classes are known, by distribution, with the version that was asked. */
export const pluginVersions: Readonly<Record<string, string>> = plugins.plugins;
