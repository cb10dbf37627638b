/** Asks the runner what a spec's task takes, with progress and a way to stop it. Words of a failure are the runner's. */

import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { LaunchSpec } from "../../protocol/launch.ts";
import { type DescribeResult, describeInputs } from "../../protocol/runner.ts";
import { vscode } from "../editor/vscode.ts";
import type { Executions } from "../executions/executions.ts";
import { type GivenInput, withheldInputs } from "../executions/givenInputs.ts";
import type { Secrets } from "../executions/secrets.ts";
import type { Runner } from "../processes/runner.ts";

interface Services {
  readonly runner: Runner;
  readonly executions: Executions;
  readonly secrets: Secrets;
}

const QUIET_MS = 1000;

export type Described = DescribeResult & { readonly kind: "described" };

/** Undefined when it was cancelled, or failed, which has been told; `retry` is what its button does. Of `inputs` those count that the spec leaves out. */
export async function describe(
  { runner, executions, secrets }: Services,
  spec: LaunchSpec,
  name: string,
  retry: () => void,
  inputs: readonly GivenInput[],
): Promise<Described | undefined> {
  const cancelling = new vscode.CancellationTokenSource();
  let result: DescribeResult;
  try {
    const kept = await secrets.keptFor(spec);
    const answer = runner.request(
      describeInputs,
      { spec, secrets: kept, withheld: withheldInputs(inputs) },
      cancelling.token,
    );
    // Most files are imported before a word about it could be read.
    const soon = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), QUIET_MS));
    result = (await Promise.race([answer, soon])) ?? (await withProgress(answer, name, cancelling));
  } catch (error) {
    // The runner doesn't start, or died over it.
    const reason = messageOf(error);
    const message = l10n.t("its inputs could not be looked at: {0}", reason);
    result = { kind: "error", error: { code: "internal", message, frames: [] } };
  } finally {
    cancelling.dispose();
  }
  if (result.kind === "described") return result;
  if (result.kind === "error") executions.fail(result.error, name, spec, retry);
  return undefined;
}

function withProgress(
  answer: Promise<DescribeResult>,
  name: string,
  cancelling: vscode.CancellationTokenSource,
): Thenable<DescribeResult> {
  const title = l10n.t("Looking at the inputs of {0}", name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => {
    token.onCancellationRequested(() => cancelling.cancel());
    return answer;
  });
}
