/** What a deployment brings along besides what was asked for, in words: also what only may come. */

import * as l10n from "@vscode/l10n";
import { maybeNames } from "../../base/maybeText.ts";
import { placeText } from "../../base/placeText.ts";
import type { Sends } from "../../protocol/lsp.ts";

export function alongLines(environment: string, { environments, unknown }: Sends): readonly string[] {
  const others = environments.filter(({ name }) => name !== environment);
  const [place] = unknown;
  return [
    ...(others.length === 0 ? [] : [l10n.t("Comes along: {0}", maybeNames(others))]),
    ...(place === undefined
      ? []
      : [
          l10n.t(
            "More may come along: what {0} depends on can't be told from the text. The plan says why.",
            placeText(place),
          ),
        ]),
    ...(others.length === 0 && place === undefined ? [l10n.t("No other environment comes along.")] : []),
  ];
}
