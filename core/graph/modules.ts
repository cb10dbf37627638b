/** The modules that connector environments serve, as nodes in them. */

import { assertNever } from "../../base/assertNever.ts";
import { namesOf } from "../../base/values.ts";
import type { GraphId, GraphModule } from "../../protocol/graph.ts";
import type { Environment } from "../../protocol/model.ts";

const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** @param id the environment's node */
export function modulesOf({ modules = [], place }: Environment, id: GraphId): readonly GraphModule[] {
  return modules.map(({ path, file }, at) => ({
    id: `module:${id}|${namesOf(path) ?? at}`,
    ...said(path),
    environment: id,
    place: file === undefined ? place : { file, range: TOP },
  }));
}

function said(path: NonNullable<Environment["modules"]>[number]["path"]): Pick<GraphModule, "name" | "why"> {
  switch (path.kind) {
    case "known":
    case "oneOf": {
      const name = namesOf(path);
      return name === undefined ? {} : { name };
    }
    case "unknown":
      return { why: path.why };
    default:
      return assertNever(path);
  }
}
