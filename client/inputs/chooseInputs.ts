/** Gets a task's inputs from its user: by the form, or in a tab of JSON where one of them is no scalar. What the type engine refuses is told before anything runs. */

import type { Input, LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import type { Parameter } from "../../protocol/model.ts";
import type { DescribedInput, InputProblem } from "../../protocol/runner.ts";
import type { vscode } from "../editor/vscode.ts";
import type { Executions } from "../executions/executions.ts";
import type { GivenInput } from "../executions/givenInputs.ts";
import type { Secrets } from "../executions/secrets.ts";
import type { Runner } from "../processes/runner.ts";
import { askInputs } from "./askInputs.ts";
import { type Described, describe } from "./describe.ts";
import { lastInputs, rememberInputs } from "./inputMemory.ts";
import {
  answerOf,
  describedField,
  givenOf,
  type InputField,
  needsEngine,
  staticField,
  withheldField,
} from "./inputs.ts";
import type { InputTabs } from "./inputTabs.ts";

export interface InputServices {
  readonly memory: vscode.Memento;
  readonly runner: Runner;
  readonly executions: Executions;
  readonly secrets: Secrets;
  readonly tabs: InputTabs;
}

export interface InputRequest {
  readonly target: LaunchTarget;
  /** The task's, for people. */
  readonly name: string;
  readonly folder: vscode.Uri;
  /** As the text says; without them the type engine is asked. */
  readonly parameters?: readonly Parameter[];
  /** What it begins with; else what was given last. */
  readonly given?: readonly Input[];
  /** Names of inputs that hold a secret: they have to be given again, and are not remembered. */
  readonly withheld?: readonly string[];
  /** Those alone are asked for: the others stay as they were given. */
  readonly onlyWithheld?: true;
  /** As JSON, whatever they are. */
  readonly asJson?: boolean;
  /** A spec with these inputs; undefined where there is none, which has been told. */
  readonly specWith: (inputs: readonly GivenInput[]) => Promise<LaunchSpec | undefined>;
  /** All of it again, after a failure that its user has mended. */
  readonly retry: () => void;
}

/** Undefined when it was called off, or goes on in a tab. */
export async function chooseInputs(
  services: InputServices,
  request: InputRequest,
): Promise<readonly GivenInput[] | undefined> {
  const { memory, tabs } = services;
  const { target, name, folder, parameters, withheld = [] } = request;
  const given = request.given ?? lastInputs(memory, target);
  const known = parameters?.map(staticField);
  const statically = known?.every((field) => field !== undefined) === true ? known : undefined;
  let described: readonly DescribedInput[] | undefined;
  /** Undefined when it was cancelled, or has been told. */
  const lookUp = async (): Promise<readonly DescribedInput[] | undefined> => {
    described ??= (await engine([]))?.inputs;
    return described;
  };
  const engine = async (inputs: readonly GivenInput[]): Promise<Described | undefined> => {
    const spec = await request.specWith(inputs);
    return spec && describe(services, spec, name, request.retry, inputs);
  };
  const openTab = async (inputs: readonly Input[]): Promise<undefined> => {
    const all = await lookUp();
    if (all !== undefined) await tabs.open({ target, name, described: all, withheld }, inputs);
  };

  if (request.asJson === true) return openTab(given);
  const found = statically ?? (await lookUp())?.map((each) => describedField(each, byName(parameters, each.name)));
  if (found === undefined) return undefined;
  const all = found.map((field) => (withheld.includes(field.name) ? withheldField(field) : field));
  const fields = request.onlyWithheld === true ? all.filter((field) => field.withheld === true) : all;
  const kept = given.filter(
    (input) => byName(all, input.name) !== undefined && byName(fields, input.name) === undefined,
  );
  // A tab would not hide what is secret.
  if (fields.some((field) => field.form === "json" && !field.hasDefault && field.withheld !== true)) {
    return openTab(given);
  }

  let texts: readonly string[] = fields.map((field) => answerOf(field, byName(given, field.name)));
  for (let wrong: { readonly step: number; readonly message: string } | undefined; ; ) {
    const answers = await askInputs({ name, fields, texts, folder, ...(wrong === undefined ? {} : { wrong }) });
    if (answers.kind === "cancelled") return undefined;
    texts = answers.texts;
    const inputs = [...kept, ...givenOf(fields, texts)];
    await rememberInputs(memory, target, inputs);
    if (answers.kind === "json") return openTab(inputs);
    if (!inputs.some(({ name: input }) => needsEngine(byName(all, input)?.form ?? "json"))) return inputs;
    const checked = await engine(inputs);
    if (checked === undefined) return undefined;
    wrong = firstOf(fields, checked.problems);
    if (wrong === undefined) return inputs;
  }
}

function firstOf(
  fields: readonly InputField[],
  problems: readonly InputProblem[],
): { readonly step: number; readonly message: string } | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  return {
    step: Math.max(
      0,
      fields.findIndex(({ name }) => name === first.input),
    ),
    message: first.message,
  };
}

function byName<T extends { readonly name: string }>(all: readonly T[] | undefined, name: string): T | undefined {
  return all?.find((each) => each.name === name);
}
