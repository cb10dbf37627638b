/** Settings of an environment or a task in the Environments view, in the model's words: layers of the image, resources, secrets. */

import * as l10n from "@vscode/l10n";
import { placeText } from "../../base/placeText.ts";
import type { Setting } from "../../protocol/model.ts";
import { inBuckets, lazily, listText, type TreeNode } from "./treeNode.ts";

/** Longer words are cut: the source is a click away. */
const WIDTH = 200;

/** One closed item with a setting each below it; none where nothing is set. */
export function settingNodes(folder: string, parent: string, settings: readonly Setting[]): readonly TreeNode[] {
  if (settings.length === 0) return [];
  const id = `${parent}/settings`;
  return [
    {
      id,
      kind: "settings",
      label: l10n.t("settings {0}", settings.length),
      description: listText(settings, ({ name }) => name),
      icon: "settings",
      folder,
      children: lazily(() => settings.map((setting, index) => settingNode(folder, `${id}/${index}`, setting))),
    },
  ];
}

function settingNode(folder: string, id: string, setting: Setting): TreeNode {
  const { name, value, text, parts = [], place } = setting;
  return {
    id,
    kind: "setting",
    label: oneLine(text),
    description: "",
    icon: value.kind === "unknown" ? "question" : (ICONS.get(name) ?? "symbol-property"),
    tooltip: placeText(place),
    folder,
    place,
    ...(parts.length === 0
      ? {}
      : {
          children: lazily(() =>
            inBuckets(
              parts.map((part, index) => ({
                id: `${id}/${index}`,
                kind: "settingPart",
                label: oneLine(part),
                description: "",
                icon: "circle-small",
                folder,
                place,
              })),
              id,
              folder,
            ),
          ),
        }),
  };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

const ICONS: ReadonlyMap<string, string> = new Map([
  ["image", "package"],
  ["resources", "server"],
  ["secrets", "key"],
  ["cache", "database"],
  ["reusable", "sync"],
  ["retries", "refresh"],
  ["timeout", "watch"],
  ["env_vars", "symbol-variable"],
]);
