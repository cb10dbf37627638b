/** Which SDK's facts a plan stands on, in words. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { SdkFacts } from "../../protocol/plan.ts";

/** Whose defaults are shown: `flyte 2.12.1`, and where that is not what is installed, what is. */
export function sdkText({ version, installed, match }: SdkFacts): string {
  switch (match) {
    case "exact":
    case "newest":
      return `flyte ${version}`;
    case "older":
      return l10n.t("flyte {0}, the nearest known to the installed {1}", version, installed ?? "");
    case "oldest":
      return l10n.t("flyte {0}, the oldest known; {1} is installed", version, installed ?? "");
    default:
      return assertNever(match);
  }
}
