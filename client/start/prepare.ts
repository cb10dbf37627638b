/** Prepares a run: saves, asks the server for a launch spec and the user for inputs. Starting it is run.ts's and debug.ts's work. */

import { assertNever } from "../../base/assertNever.ts";
import type { Input, LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import type { LaunchAnswer } from "../../protocol/lsp.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { GivenInput } from "../executions/givenInputs.ts";
import { requestLaunch } from "../executions/launching.ts";
import { saveBeforeRun } from "../executions/save.ts";
import { chooseInputs, type InputServices } from "../inputs/chooseInputs.ts";
import { refuse } from "../output/refusal.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "../python/interpreter.ts";

export interface PrepareServices extends InputServices {
  readonly server: Server;
  readonly interpreters: Interpreters;
  readonly trace: Trace;
}

/** Inputs are asked for, also where the task needs none: beginning with these, else with the last. */
export interface Asking {
  readonly given?: readonly Input[];
  /** Names of inputs that were not kept because they hold a secret: no default stands for them. */
  readonly withheld?: readonly string[];
  /** Those alone are asked for. */
  readonly onlyWithheld?: true;
  readonly asJson?: boolean;
}

/** Whether what tasks answered before counts; it does where nothing is said. */
export interface Caching {
  readonly disableRunCache?: true;
}

export interface Prepared {
  readonly folder: vscode.WorkspaceFolder;
  readonly spec: LaunchSpec;
  /** What was given or asked for; undefined where the task needs none. */
  readonly inputs: readonly GivenInput[] | undefined;
}

/** What a task was given, as its journal has it. */
interface Given {
  readonly inputs: readonly Input[];
  /** Names of those that aren't among them, since they hold a secret. */
  readonly withheld?: readonly string[];
}

export type CompleteInputs = (target: LaunchTarget, was: Given) => Promise<readonly GivenInput[] | undefined>;

/** Why nothing is started: inputs were asked for and not given, or something else, which its user did or was told. */
export type Unprepared = "noInputs" | "told";

/** Undefined when the user called it off, or was told why it can't be run; `retry` is what its buttons do again, with these inputs. */
export async function prepareRun(...given: Parameters<typeof prepare>): Promise<Prepared | undefined> {
  const prepared = await prepare(...given);
  return typeof prepared === "object" ? prepared : undefined;
}

/** As `prepareRun`, for who says why nothing is started. */
export async function prepare(
  services: PrepareServices,
  target: LaunchTarget,
  given: readonly GivenInput[] | undefined,
  retry: (inputs: readonly GivenInput[] | undefined) => void,
  asking?: Asking,
  caching?: Caching,
): Promise<Prepared | Unprepared> {
  if (!mayExecute()) return "told";
  const folder = folderOf(vscode.Uri.parse(target.uri));
  if (folder === undefined) return "told";
  if (!(await saveBeforeRun(folder, "run"))) return "told";
  let inputs = given;
  // What is told stands there until somebody has read it.
  const tell = (refused: LaunchAnswer & { readonly kind: "refused" }, again: readonly GivenInput[] | undefined): void =>
    void attempt(services.trace, "run", () => refuse(refused, folder.uri, () => retry(again)));
  const request = (inputsGiven: readonly GivenInput[] | undefined): Promise<LaunchAnswer> =>
    requestLaunch(services, folder, {
      kind: "run",
      target,
      ...(inputsGiven === undefined ? {} : { inputs: inputsGiven }),
      ...caching,
    });
  let answer = await request(inputs);
  if (answer.kind === "inputs" || (answer.kind === "spec" && asking !== undefined)) {
    inputs = await chooseInputs(services, {
      ...asking,
      ...(answer.kind === "inputs" ? { parameters: answer.parameters } : {}),
      target,
      name: nameOf(answer, target),
      folder: folder.uri,
      retry: () => retry(given),
      specWith: async (chosen) => {
        const spec = await request(chosen);
        if (spec.kind === "refused") tell(spec, given);
        return spec.kind === "spec" ? spec.spec : undefined;
      },
    });
    if (inputs === undefined) return "noInputs";
    answer = await request(inputs);
  }
  switch (answer.kind) {
    case "spec":
      return { folder, spec: answer.spec, inputs };
    case "refused":
      tell(answer, inputs);
      return "told";
    case "inputs":
      // Inputs were given, so they are not asked for again.
      return "told";
    default:
      return assertNever(answer);
  }
}

/** What is asked for where a task runs again with what it was given; nothing of it is missing where nothing was withheld. */
export function askingOf({ inputs, withheld }: Given): Asking {
  return { given: inputs, ...(withheld === undefined ? {} : { withheld }) };
}

/** All that a task was given: what holds a secret is asked for, so that no default stands for it. Undefined when it was called off, or goes on in a tab. */
export function completeInputs(services: PrepareServices): CompleteInputs {
  return async function complete(target, was) {
    if (was.withheld === undefined) return was.inputs;
    const retry = () => void attempt(services.trace, "run", async () => void (await complete(target, was)));
    const asking = { ...askingOf(was), onlyWithheld: true } as const;
    return (await prepareRun(services, target, undefined, retry, asking))?.inputs;
  };
}

function nameOf(answer: LaunchAnswer, target: LaunchTarget): string {
  if (answer.kind === "inputs") return answer.name;
  if (answer.kind === "spec" && answer.spec.action.kind === "run") return answer.spec.action.name;
  return target.kind === "task" ? target.task : target.environment;
}
