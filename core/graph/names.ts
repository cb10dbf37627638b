/** What the graph's text forms write: short ids, and what stands in nodes and beside lines. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type {
  Graph,
  GraphCall,
  GraphEntryPoint,
  GraphId,
  GraphInstalled,
  GraphModule,
  GraphStart,
  GraphTask,
  GraphUnknown,
} from "../../protocol/graph.ts";

/** `e0`, `t0`, `m0`, `i0`, `s0`, `u0`: ids that every graph language takes. */
export function shortIds({
  environments,
  tasks,
  modules,
  installed,
  entryPoints,
  unknowns,
}: Graph): ReadonlyMap<string, string> {
  const short = (letter: string, nodes: readonly { readonly id: GraphId }[]) =>
    nodes.map(({ id }, index) => [id, `${letter}${index}`] as const);
  return new Map([
    ...short("e", environments),
    ...short("t", tasks),
    ...short("m", modules),
    ...short("i", installed),
    ...short("s", entryPoints),
    ...short("u", unknowns),
  ]);
}

/** `hitl (installed: flyteplugins.hitl)` */
export const installedLabel = ({ name, module }: GraphInstalled): string =>
  l10n.t("{0} (installed: {1})", name, module);

/** `connectors.batch (served module)` */
export const moduleLabel = ({ name, why }: GraphModule): string =>
  name === undefined ? l10n.t("? module unknown: {0}", why ?? "") : l10n.t("{0} (served module)", name);

/** `jobs/nightly.py (in its own process)` */
export const entryPointLabel = ({ name, where }: GraphEntryPoint): string => `${name} (${where})`;

export function startLabel(kind: GraphStart["kind"]): string {
  switch (kind) {
    case "run":
      return l10n.t("runs");
    case "deploy":
      return l10n.t("deploys");
    case "serve":
      return l10n.t("serves");
    default:
      return assertNever(kind);
  }
}

/** What is written beside a call's line: `map`, `maybe`. */
export const callWords = ({ kind, certain }: GraphCall): readonly string[] => [
  ...(kind === "call" ? [] : [kind]),
  ...doubtWords(certain),
];

/** What is written beside the line to what a script starts: `deploys`, `maybe`. */
export const startWords = ({ kind, certain }: GraphStart): readonly string[] => [
  startLabel(kind),
  ...doubtWords(certain),
];

export const doubtWords = (certain: boolean): readonly string[] => (certain ? [] : [l10n.t("maybe")]);

/** `⏱ daily at 06:00 UTC` */
export const triggerMarks = ({ triggers }: GraphTask): readonly string[] =>
  triggers.map(({ schedule }) => `⏱ ${schedule}`);

/** Whether a dependency is a step of a circle. */
export function inCircles({ circles }: Graph): (edge: { readonly from: GraphId; readonly to: GraphId }) => boolean {
  const steps = new Set(circles.flatMap((ids) => ids.map((id, at) => `${id}\n${ids[(at + 1) % ids.length]}`)));
  return ({ from, to }) => steps.has(`${from}\n${to}`);
}

/** `? hitl (defined outside of this folder)` */
export function unknownLabel({ name, why, of }: GraphUnknown): string {
  const what = name ?? (of === "environment" ? l10n.t("environment unknown") : l10n.t("task unknown"));
  return `? ${what} (${why})`;
}

/** What stands in each environment, tasks or modules: in each of the folder's, and in each installed or unknown that stands for one. */
export function byHome<T extends Pick<GraphTask, "environment">>(
  inside: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const homes = new Map<string, T[]>();
  for (const each of inside) {
    const present = homes.get(each.environment);
    if (present === undefined) homes.set(each.environment, [each]);
    else present.push(each);
  }
  return homes;
}
