/** Finds a second task of one name in one environment. */

import * as l10n from "@vscode/l10n";
import { defineRule } from "./rule.ts";

export const duplicateTask = defineRule({
  code: "duplicate-task",
  severity: "error",
  source: "flyte.TaskEnvironment.task",
  why: () => l10n.t("An environment holds one task of a name: the later one takes the earlier one's place, silently."),
  check: (model) =>
    model.files.flatMap(({ tasks }) => {
      const first = new Map<string, number>();
      return tasks.flatMap(({ name, environment, when, place, selection }) => {
        // Indented definitions may be the branches of one decision.
        const certain = when === "import" && place.range.start.character === 0;
        if (!certain || name.kind !== "known" || environment.kind !== "known") return [];
        const key = `${environment.value} ${name.value}`;
        const line = first.get(key);
        if (line === undefined) {
          first.set(key, selection.start.line + 1);
          return [];
        }
        const message = l10n.t("replaces the task {0} of line {1}", name.value, line);
        return [{ place: { file: place.file, range: selection }, message }];
      });
    }),
});
