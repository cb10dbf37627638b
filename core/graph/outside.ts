/** Nodes for what is none of the folder's own: what installed packages define, and what can't be told from the text. */

import * as l10n from "@vscode/l10n";
import { namesOf } from "../../base/values.ts";
import type { GraphDependency, GraphId, GraphInstalled, GraphUnknown } from "../../protocol/graph.ts";
import type { Installed } from "../../protocol/model.ts";
import type { Place } from "../../protocol/place.ts";

/** Collects them while edges and tasks ask for them. */
export interface Outside {
  /** Answers the id; what reads the same for the same `user` is the same node. */
  unknown(unknown: Omit<GraphUnknown, "id">, user?: string): GraphId;
  /** One node however many use it, and with an environment what that brings along; undefined for what no package defines. */
  installed(id: string, of: GraphInstalled["of"], place: Place): GraphId | undefined;
  nodes(): { readonly installed: readonly GraphInstalled[]; readonly unknowns: readonly GraphUnknown[] };
  /** Among installed environments. */
  dependencies(): readonly GraphDependency[];
}

export function outside(known: ReadonlyMap<string, Installed>): Outside {
  const unknowns = new Map<GraphId, GraphUnknown>();
  const installed = new Map<GraphId, GraphInstalled>();
  const dependencies: GraphDependency[] = [];
  const add = (id: string, of: GraphInstalled["of"], place: Place): GraphId | undefined => {
    const found = known.get(id);
    if (found === undefined) return undefined;
    const node = `installed:${id}`;
    if (installed.has(node)) return node;
    installed.set(node, {
      id: node,
      of,
      name: namesOf(found.name) ?? l10n.t("‹name unknown›"),
      module: found.module,
      place,
    });
    for (const each of found.dependsOn ?? []) {
      const to = add(each, "environment", place);
      if (to !== undefined) dependencies.push({ from: node, to, certain: true, when: "import", place });
    }
    return node;
  };
  return {
    unknown: (unknown, user = "") => {
      const id = `unknown:${[unknown.of, unknown.name ?? "", unknown.why, user].join("|")}`;
      if (!unknowns.has(id)) unknowns.set(id, { id, ...unknown });
      return id;
    },
    installed: add,
    nodes: () => ({ installed: [...installed.values()], unknowns: [...unknowns.values()] }),
    dependencies: () => dependencies,
  };
}
