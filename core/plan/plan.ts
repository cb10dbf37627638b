/** Makes the static plan of a deployment from the model. How it reads is render.ts's work. */

import type { Environment, ProjectModel, Task } from "../../protocol/model.ts";
import type { Plan, PlannedEnvironment, PlannedImage, PlannedTask, PlanProblem, Sourced } from "../../protocol/plan.ts";
import { imageText } from "../analysis/index.ts";
import { type SdkSchema, schemaFor } from "../sdk/index.ts";
import { alternativesOf, combined } from "./alternatives.ts";
import { discover, nameOf, tasksOf } from "./discover.ts";
import { environmentSettings, headerSettings, taskSettings } from "./effective.ts";
import { needsBuilding, taskImage } from "./taskImage.ts";

/** Choices that a plan shows and that the text does not hold. */
export interface PlanChoices {
  readonly project?: Sourced;
  readonly domain?: Sourced;
  /** As `flyte` takes them; absent where it needs none. */
  readonly configFile?: string;
  readonly rootDir?: string;
  readonly version?: string;
  /** The version of the installed SDK; without one, the newest known one's defaults are shown. */
  readonly sdk?: string;
  /** The file that is deployed, where it is not the one that defines the environment. */
  readonly file?: string;
}

/** The plan of `flyte deploy FILE VARIABLE`, for an environment of the model. */
export function makePlan(model: ProjectModel, environment: Environment, choices: PlanChoices = {}): Plan {
  const found = discover(model, environment, choices.file);
  const script = headerSettings(model, choices.file ?? environment.place.file);
  const { schema, facts } = schemaFor(choices.sdk);
  const environments = found.environments.map(({ environment: each, because }): PlannedEnvironment => {
    const others = alternativesOf(model, each).filter((other) => other !== each);
    const all = combined([each, ...others]);
    const ids = [each.id, ...others.map(({ id }) => id)];
    return {
      name: each.name,
      kind: each.kind,
      place: each.place,
      because,
      image: imageOf(all),
      settings: environmentSettings(all, schema),
      tasks: tasksOf(model, ids, found.loaded).map((task) => plannedTask(task, all, schema)),
    };
  });
  return {
    maker: "static",
    sdk: facts,
    command: commandOf(environment, choices),
    target: environment.name,
    ...(choices.project === undefined ? {} : { project: choices.project }),
    ...(choices.domain === undefined ? {} : { domain: choices.domain }),
    ...(script.length === 0 ? {} : { script }),
    environments,
    ...(found.installed.size === 0 ? {} : { installed: [...found.installed.values()] }),
    unknownDependencies: found.unknown,
    problems: [...found.problems, ...environments.flatMap(unbuilt)],
  };
}

function commandOf(environment: Environment, choices: PlanChoices): readonly string[] {
  const option = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [name, value];
  return [
    "flyte",
    ...option("--config", choices.configFile),
    "deploy",
    ...option("--project", choices.project?.value),
    ...option("--domain", choices.domain?.value),
    // What a configuration says needs no option; what was chosen here does.
    ...option("--root-dir", choices.rootDir),
    ...option("--version", choices.version),
    choices.file ?? environment.place.file,
    environment.variable ?? nameOf(environment),
  ];
}

function imageOf(environment: Environment): PlannedImage {
  const setting = environment.settings.findLast(({ name }) => name === "image");
  return {
    text: imageText(setting?.value),
    value: setting?.value ?? { kind: "known", value: { type: "str", value: "auto" } },
    ...(setting === undefined ? {} : { place: setting.place }),
  };
}

/** Tasks whose image is built for no environment any more. */
function unbuilt({ tasks }: PlannedEnvironment): readonly PlanProblem[] {
  return tasks.flatMap(({ name, place, settings }) => {
    const image = settings.find((each) => each.name === "image");
    return image !== undefined && needsBuilding(image) ? [{ kind: "imageNotBuilt" as const, task: name, place }] : [];
  });
}

function plannedTask(task: Task, environment: Environment, sdk: SdkSchema): PlannedTask {
  return {
    name: task.name,
    function: task.function,
    place: { file: task.place.file, range: task.selection },
    signature: task.signature,
    settings: [...taskImage(task, environment), ...taskSettings(task, environment, sdk)],
  };
}
