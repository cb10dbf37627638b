/** What a script does with Flyte: whom it contacts, and what it runs, serves and deploys there. */

import type { Frame } from "../machine.ts";
import type { ContactRecord, EntryRecord } from "../records.ts";
import { alternatives, truth } from "../values/judge.ts";
import { type Abstract, type Arguments, FALSE, NO_ARGUMENTS, type Site } from "../values/values.ts";

/** Looks at a call that an import, or the file as a script, makes; inside functions nobody called it is none. */
export function noteEntryPoint(frame: Frame, func: Abstract, args: Arguments, site: Site): void {
  const { when } = frame;
  if (when === "call" || frame.task !== undefined) return;
  const { produced } = frame.module;
  if (func.t === "external") {
    const contact = contactOf(func.name, args);
    // Past a branch that may not be taken, both are possible.
    if (contact !== undefined) produced.contact = frame.branches === 0 ? contact : { kind: "unknown" };
  }
  const verb = verbOf(func);
  if (verb === undefined) return;
  const { kind, options } = verb;
  const values = args.positional.map(({ value }) => value);
  const named = kind === "run" ? undefined : (args.named.get("app_env") ?? args.named.get("envs"))?.value;
  const targets = kind === "run" ? values.slice(0, 1) : [...values, ...(named === undefined ? [] : [named])];
  if (targets.length === 0) return;
  produced.entryPoints.push({
    kind,
    targets,
    args: kind === "run" ? { ...args, positional: args.positional.slice(1) } : NO_ARGUMENTS,
    options,
    contact: contactIn(options, produced.contact),
    site,
    when,
  });
}

interface Verb {
  readonly kind: EntryRecord["kind"];
  readonly options: Arguments;
}

const VERBS: Readonly<Record<string, Verb["kind"]>> = { run: "run", deploy: "deploy", serve: "serve" };

/** `flyte.run`, `flyte.with_runcontext(…).run`, and their `aio` forms. */
function verbOf(func: Abstract): Verb | undefined {
  if (func.t === "external") {
    const name = /^flyte\.(run|deploy|serve)(\.aio)?$/.exec(func.name)?.[1] ?? "";
    const kind = VERBS[name];
    return kind === undefined ? undefined : { kind, options: NO_ARGUMENTS };
  }
  if (func.t !== "method") return undefined;
  if (func.name === "aio") return verbOf(func.on);
  const kind = VERBS[func.name];
  if (kind === undefined || func.on.t !== "object" || !CONTEXT.test(func.on.callee)) return undefined;
  return { kind, options: func.on.args };
}

const CONTEXT = /^flyte\.with_(run|serve)context$/;

/** A local run contacts nobody. Where the mode can't be told, nor can that. */
function contactIn(options: Arguments, contact: ContactRecord): ContactRecord {
  const mode = options.named.get("mode")?.value ?? options.positional[0]?.value;
  if (mode === undefined) return options.open ? { kind: "unknown" } : contact;
  const local = new Set(alternatives(mode).map((each) => isLocal(each)));
  if (local.size !== 1 || local.has(undefined)) return { kind: "unknown" };
  return local.has(true) ? { kind: "nobody" } : contact;
}

/** Without a mode the SDK takes whom it has been told to contact. */
function isLocal(mode: Abstract): boolean | undefined {
  return mode.t === "none" ? false : mode.t === "str" ? mode.value === "local" : undefined;
}

function contactOf(name: string, args: Arguments): ContactRecord | undefined {
  const given = (key: string) => args.named.get(key)?.value;
  switch (name) {
    case "flyte.init_from_config":
    case "flyte.init_from_config.aio": {
      const file = args.positional[0]?.value ?? given("path_or_config");
      return { kind: "config", file: file?.t === "none" ? undefined : file };
    }
    case "flyte.init_in_cluster":
    case "flyte.init_in_cluster.aio":
      return { kind: "cluster" };
    case "flyte.init_from_api_key":
    case "flyte.init_from_api_key.aio":
      return { kind: "unknown" };
    case "flyte.init_passthrough":
    case "flyte.init_passthrough.aio": {
      const endpoint = args.positional[0]?.value ?? given("endpoint");
      return endpoint === undefined || endpoint.t === "none" ? { kind: "unknown" } : { kind: "endpoint", endpoint };
    }
    case "flyte.init":
    case "flyte.init.aio": {
      const endpoint = given("endpoint");
      if (endpoint !== undefined && endpoint.t !== "none") return { kind: "endpoint", endpoint };
      if (args.open || truth(given("api_key") ?? FALSE) !== false) return { kind: "unknown" };
      return { kind: "nobody" };
    }
    default:
      return undefined;
  }
}
