/** flightdeck/plan: the static plan of an environment, or of a task's environment. Made by core/plan. */

import { platform } from "node:process";
import * as l10n from "@vscode/l10n";
import { findTarget, sourceRoot } from "../../core/launch/index.ts";
import { makePlan, renderPlan } from "../../core/plan/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";

export const plan = feature(lsp.plan, ({ folders }, { target }): lsp.PlanAnswer => {
  const located = folders.locate(target.uri);
  const name = target.kind === "task" ? target.task : target.environment;
  const found = located && findTarget(located.folder.model(), located.path, target);
  if (located === undefined || found === undefined) {
    return { kind: "refused", message: l10n.t("{0} is not defined any more, so there is no plan of it.", name) };
  }
  if (found.environment === undefined) {
    return {
      kind: "refused",
      message: l10n.t("The environment of {0} can't be told from the text, so there is no plan of it.", name),
    };
  }
  const { project, domain, configFile } = located.folder.settings;
  const sdk = located.folder.interpreter()?.sdk?.version;
  const rootDir = sourceRoot(located.path, located.folder.isPackage);
  const made = makePlan(located.folder.model(), found.environment, {
    ...(project === "" ? {} : { project: { value: project, from: l10n.t("setting {0}", "flightdeck.project") } }),
    ...(domain === "" ? {} : { domain: { value: domain, from: l10n.t("setting {0}", "flightdeck.domain") } }),
    ...(configFile === "" ? {} : { configFile }),
    ...(rootDir === "" ? {} : { rootDir }),
    ...(sdk === undefined ? {} : { sdk }),
    file: located.path,
  });
  return { kind: "plan", plan: made, document: renderPlan(made, platform === "win32") };
});
