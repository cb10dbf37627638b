/** A run as a text of lines that differ only where two runs do: for a comparison. Pure; showing it is client/compareRuns.ts's. */

import * as l10n from "@vscode/l10n";
import { inOneLine } from "../../base/inOneLine.ts";
import type { LaunchSpec } from "../../protocol/launch.ts";
import type { RunEvent, RunId } from "../../protocol/run.ts";
import { withheldText } from "./inputsText.ts";
import { errorText } from "./runLog.ts";
import type { NodeId } from "./runNode.ts";
import { type RunTree, runTree } from "./runTree.ts";
import { countsText, nodeLabel, specName, stateText } from "./runWords.ts";
import { durationText, relativeTo } from "./text.ts";

type Begun = Extract<RunEvent, { readonly kind: "runStarted" }>;

/** Columns of a name before its value. */
const NAME = 12;

/** @param events the run's, without what was printed; of one that is over, or as far as it is */
export function runText(run: RunId, events: readonly RunEvent[]): string {
  const begun = events.find((event) => event.kind === "runStarted");
  const finished = events.findLast((event) => event.kind === "finished");
  const tree = runTree(run, "", begun?.atMs ?? 0);
  tree.apply(events);
  if (finished === undefined) tree.interrupt(events.at(-1)?.atMs ?? 0);
  const root = tree.node(run);
  const lines = [
    ...(begun === undefined ? [] : [field(l10n.t("task"), specName(begun.spec))]),
    ...(root === undefined
      ? []
      : [
          field(l10n.t("state"), stateText(root.state)),
          field(l10n.t("duration"), durationText((root.endedMs ?? root.startedMs) - root.startedMs)),
        ]),
    ...(begun === undefined ? [] : [...inputLines(begun.spec), ...settingLines(begun), ...codeLines(begun, events)]),
  ];
  if (finished?.end.kind === "outputs") {
    lines.push("", l10n.t("outputs"), ...finished.end.outputs.flatMap(({ name, text }) => valueLines(name, text)));
  }
  if (finished?.end.kind === "error") {
    lines.push("", l10n.t("error"), `  ${errorText(finished.end.error, begun?.spec ?? { rootDir: "" })}`);
  }
  const actions = tree.children(run).flatMap((id) => actionLines(tree, id, 1));
  if (actions.length > 0) lines.push("", l10n.t("actions"), ...actions);
  return `${lines.join("\n")}\n`;
}

function field(name: string, value: string): string {
  return `${name.padEnd(NAME)}${value}`;
}

/** A value of several lines stands below its name. */
function valueLines(name: string, text: string): readonly string[] {
  return text.includes("\n")
    ? [`  ${name} =`, ...text.split("\n").map((line) => `    ${line}`)]
    : [`  ${name} = ${text}`];
}

function inputLines({ action }: LaunchSpec): readonly string[] {
  if (action.kind !== "run") return [];
  const inputs = action.inputs.flatMap((input) =>
    valueLines(input.name, "text" in input ? input.text : JSON.stringify(input.value, undefined, 2)),
  );
  const withheld = (action.withheld ?? []).flatMap((name) => valueLines(name, withheldText()));
  return [
    "",
    l10n.t("inputs"),
    ...(inputs.length + withheld.length === 0 ? [`  ${l10n.t("none")}`] : [...inputs, ...withheld]),
  ];
}

function settingLines({ spec, python, sdk }: Begun): readonly string[] {
  const interpreter = spec.interpreter.kind === "path" ? spec.interpreter.path : spec.interpreter.file;
  const settings: readonly (readonly [string, string | undefined])[] = [
    [l10n.t("mode"), spec.action.kind === "run" ? spec.action.mode : undefined],
    [l10n.t("cache"), spec.action.kind === "run" && spec.action.disableRunCache === true ? l10n.t("off") : undefined],
    [l10n.t("interpreter"), relativeTo(spec.rootDir, interpreter)],
    ["Python", python],
    ["flyte", sdk],
    [l10n.t("folder"), spec.cwd],
    [l10n.t("root folder"), spec.rootDir],
    [l10n.t("configuration"), spec.configFile],
    [l10n.t("project"), spec.project],
    [l10n.t("domain"), spec.domain],
    ...Object.entries(spec.env)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [`$${name}`, value] as const),
    ...spec.secretNames.map((name) => [`$${name}`, l10n.t("a secret")] as const),
  ];
  return [
    "",
    l10n.t("settings"),
    ...settings.flatMap(([name, value]) => (value === undefined ? [] : valueLines(name, value))),
  ];
}

function codeLines({ spec, code }: Begun, events: readonly RunEvent[]): readonly string[] {
  const unknown = l10n.t("unknown: the journal doesn't say");
  const loaded = events.find((event) => event.kind === "codeLoaded");
  const { kind } = spec.action;
  return [
    "",
    l10n.t("code"),
    ...(code?.commit === undefined ? [] : valueLines(l10n.t("commit"), code.commit)),
    ...valueLines(relativeTo(spec.rootDir, spec.file), code?.file ?? unknown),
    ...(loaded?.modules ?? []).flatMap(({ file, hash }) =>
      valueLines(relativeTo(spec.rootDir, file), hash ?? l10n.t("changed while it ran")),
    ),
    ...(loaded?.others === undefined
      ? []
      : valueLines(l10n.t("{0} other modules", loaded.others.count), loaded.others.hash)),
    // A process that died told nothing.
    ...(loaded === undefined && (kind === "run" || kind === "script")
      ? valueLines(l10n.t("other modules"), unknown)
      : []),
  ];
}

function actionLines(tree: RunTree, id: NodeId, depth: number): readonly string[] {
  const node = tree.node(id);
  if (node === undefined) return [];
  const below = tree
    .children(id)
    .flatMap((each) => actionLines(tree, each, node.kind === "bucket" ? depth : depth + 1));
  // How many fit into one is no fact of the run.
  if (node.kind === "bucket") return below;
  const took = node.endedMs === undefined ? [] : [durationText(node.endedMs - node.startedMs)];
  const said = node.kind === "group" ? [] : [node.message ?? ("result" in node ? node.result : undefined) ?? ""];
  const cached = "cacheHit" in node && node.cacheHit ? [l10n.t("from the cache")] : [];
  const facts = [node.kind === "group" ? countsText(node.counts) : stateText(node.state), ...cached, ...took, ...said];
  return [`${"  ".repeat(depth)}${nodeLabel(node)}: ${inOneLine(facts)}`, ...below];
}
