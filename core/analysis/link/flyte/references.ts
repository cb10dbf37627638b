/** `flyte.remote.Task.get(…)`: tasks that somebody deployed, named by the project's code. */

import type { Frame } from "../machine.ts";
import type { TaskRecord } from "../records.ts";
import { textOf } from "../values/judge.ts";
import { type Abstract, type Arguments, type Site, unknown } from "../values/values.ts";
import { lastPart } from "./flyteNames.ts";

const BY_POSITION = ["name", "project", "domain", "version", "auto_version"] as const;

export function referenceTo(frame: Frame, args: Arguments, site: Site): Abstract {
  const given = new Map(args.named);
  for (const [at, argument] of args.positional.entries()) {
    const name = BY_POSITION[at];
    if (name !== undefined) given.set(name, argument);
  }
  const name = given.get("name");
  const value = name?.value ?? unknown({ kind: "parameter", name: "name" });
  const remote = new Map<string, Abstract>();
  for (const key of BY_POSITION.slice(1)) {
    const each = given.get(key)?.value;
    if (each !== undefined && each.t !== "none") remote.set(key, each);
  }
  const record: TaskRecord = {
    id: "",
    producer: frame.module.file,
    name: value,
    function: lastPart(textOf(value) ?? ""),
    environment: unknown({ kind: "call", callee: "flyte.remote.Task.get" }),
    kind: "reference",
    site,
    selection: name === undefined ? site : { ...name.site, start: name.valueStart ?? name.site.start },
    isAsync: false,
    inputs: [],
    settings: new Map(),
    when: frame.when,
    remote,
  };
  frame.module.produced.tasks.push(record);
  return { t: "task", record, overridden: false };
}
