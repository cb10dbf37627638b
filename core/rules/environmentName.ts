/** Finds environment names that Flyte refuses. */

import * as l10n from "@vscode/l10n";
import { defineRule } from "./rule.ts";

/** `flyte/_environment.py`, `_validate_name`. */
const ENVIRONMENT = /^[a-z0-9]+([_-][a-z0-9]+)*$/;

/** `flyte/app/_app_environment.py`, `_validate_name`: an app's name becomes part of a host name. */
const APP = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export const environmentName = defineRule({
  code: "environment-name",
  severity: "error",
  source: "flyte.Environment.name",
  why: () => l10n.t("Flyte refuses the environment as soon as its module is imported."),
  check: (model) =>
    model.files.flatMap(({ environments }) =>
      environments.flatMap(({ name, category, place, selection }) => {
        if (name.kind !== "known") return [];
        const isApp = category === "app";
        if ((isApp ? APP : ENVIRONMENT).test(name.value)) return [];
        const message = isApp
          ? l10n.t('the name "{0}" of an app may hold only a–z, 0–9 and - between them', name.value)
          : l10n.t('the name "{0}" is neither snake_case nor kebab-case', name.value);
        return [{ place: { file: place.file, range: selection }, message }];
      }),
    ),
});
