/** All rules, and what they find in a model. */

import type { ProjectModel } from "../../protocol/model.ts";
import { dependsOn } from "./dependsOn.ts";
import { duplicateTask } from "./duplicateTask.ts";
import { environmentName } from "./environmentName.ts";
import type { Finding, Rule, Severity } from "./rule.ts";

export type { Rule, Severity } from "./rule.ts";

export const rules: readonly Rule[] = [dependsOn, duplicateTask, environmentName];

export interface Report extends Finding {
  readonly code: string;
  readonly severity: Severity;
}

/** In the order of the rules, each in the order of the model. Notebooks are left out: their cells are run again, in any order, and in part. */
export function checkModel({ revision, files }: ProjectModel): readonly Report[] {
  const model = { revision, files: files.filter(({ notebook }) => notebook !== true) };
  return rules.flatMap((rule) =>
    rule.check(model).map((finding) => ({ ...finding, code: rule.code, severity: finding.severity ?? rule.severity })),
  );
}
