/** What is said of a task or an environment in a hover. Which settings count is said by core/plan, their words by core/analysis. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../base/assertNever.ts";
import { maybeNames } from "../base/maybeText.ts";
import { placeText } from "../base/placeText.ts";
import { describeSetting } from "../core/analysis/index.ts";
import { environmentOf, environmentsOf } from "../core/launch/index.ts";
import {
  environmentSettings,
  headerSettings,
  nameOf,
  planned,
  sdkText,
  taskImage,
  taskSettings,
} from "../core/plan/index.ts";
import type { ChosenSchema } from "../core/sdk/index.ts";
import type { Environment, ProjectModel, Task } from "../protocol/model.ts";
import type { EffectiveSetting, Origin } from "../protocol/plan.ts";
import type { HoverText, SettingLine } from "./hoverMarkup.ts";
import { functionNotes, triggerNotes } from "./hoverStarts.ts";

export function taskHover(model: ProjectModel, task: Task, sdk: ChosenSchema): HoverText {
  const environment = environmentOf(environmentsOf(model), task);
  const name = taskName(task);
  const settings =
    environment === undefined
      ? asWritten(task)
      : withImage(taskSettings(task, environment, sdk.schema), environment, taskImage(task, environment)).filter(
          isWorthALine,
        );
  return {
    title: name,
    subtitle:
      environment === undefined
        ? l10n.t("{0} of an environment that can't be told from the text", kindText(task))
        : l10n.t("{0} of environment {1}", kindText(task), nameOf(environment)),
    signature: `${task.isAsync ? "async " : ""}def ${task.function}${task.signature}`,
    ...(task.doc === undefined ? {} : { doc: task.doc }),
    settings: [...settings, ...headerSettings(model, task.place.file)].map(line),
    notes: [
      ...triggerNotes(task),
      callsText(model, task),
      calledByText(model, task),
      ...(environment ? [alongText(model, environment), factsText(settings, sdk)] : []),
    ].filter((note) => note !== ""),
  };
}

export function environmentHover(model: ProjectModel, environment: Environment, sdk: ChosenSchema): HoverText {
  const settings = withImage(environmentSettings(environment, sdk.schema), environment).filter(isWorthALine);
  return {
    title: nameOf(environment),
    subtitle: environment.kind,
    settings: [...settings, ...headerSettings(model, environment.place.file)].map(line),
    notes: [...functionNotes(environment), alongText(model, environment), factsText(settings, sdk)].filter(
      (note) => note !== "",
    ),
  };
}

/** A default that is nothing is no news; what decides how often and how long a task runs is. */
function isWorthALine({ name, value, origin }: EffectiveSetting): boolean {
  if (origin !== "default") return true;
  return ["cache", "retries", "timeout"].includes(name) && value.kind === "known";
}

const asWritten = ({ settings }: Task): readonly EffectiveSetting[] =>
  settings.map(({ name, value, place }) => ({ name, value, origin: "task", place }));

/**
 * The image has a line of its own in plans; a hover has no other place for it.
 * @param own that of a task, where it is another one
 */
function withImage(
  settings: readonly EffectiveSetting[],
  environment: Environment,
  own: readonly EffectiveSetting[] = [],
): readonly EffectiveSetting[] {
  const images = environment.settings.filter(({ name }) => name === "image").slice(-1);
  return [
    ...(own.length > 0 ? own : images.map((image) => ({ ...image, origin: "environment" as const }))),
    ...settings,
  ];
}

const line = ({ name, value, origin, place }: EffectiveSetting): SettingLine => ({
  text: describeSetting(name, value),
  origin: originText(origin),
  place: place === undefined ? "" : placeText(place),
});

function originText(origin: Origin): string {
  switch (origin) {
    case "default":
      return l10n.t("default");
    case "environment":
      return l10n.t("environment");
    case "task":
      return l10n.t("task");
    case "override":
      return l10n.t("override");
    case "script":
      return l10n.t("script header");
    default:
      return assertNever(origin);
  }
}

function kindText({ kind, isAsync }: Task): string {
  switch (kind) {
    case "function":
      return isAsync ? l10n.t("async task") : l10n.t("task");
    case "container":
      return l10n.t("container task");
    case "reference":
      return l10n.t("reference to a deployed task");
    default:
      return assertNever(kind);
  }
}

const taskName = (task: Task): string => (task.name.kind === "known" ? task.name.value : task.function);

function callsText(model: ProjectModel, task: Task): string {
  const tasks = new Map(model.files.flatMap((file) => file.tasks.map((each) => [each.id, each] as const)));
  const calls = model.files
    .flatMap((file) => file.calls)
    .filter(({ from }) => from === task.id)
    .flatMap(({ to, kind, maybe }) => {
      const called = to.kind === "known" ? tasks.get(to.value) : undefined;
      const name = called === undefined ? undefined : kind === "map" ? `${taskName(called)} ×map` : taskName(called);
      return name === undefined ? [] : [{ name, isSure: maybe !== true }];
    });
  return calls.length === 0 ? l10n.t("Calls nothing") : l10n.t("Calls {0}", maybeNames(calls));
}

function calledByText(model: ProjectModel, task: Task): string {
  const calls = model.files
    .flatMap((file) => file.calls)
    .filter(({ to }) => to.kind === "known" && to.value === task.id);
  const callers = new Set(calls.map(({ from }) => from));
  const sure = new Set(calls.filter(({ maybe }) => maybe !== true).map(({ from }) => from));
  const names = model.files
    .flatMap(({ tasks }) => tasks.filter(({ id }) => callers.has(id)))
    .map((each) => ({ name: taskName(each), isSure: sure.has(each.id) }));
  return names.length === 0 ? l10n.t("Called by nothing") : l10n.t("Called by {0}", maybeNames(names));
}

function alongText(model: ProjectModel, environment: Environment): string {
  const [itself, ...others] = planned(model, environment);
  return others.length === 0 ? "" : l10n.t("Deploying {0} brings {1} along", itself?.name ?? "", maybeNames(others));
}

/** Whose defaults are shown, where they are not the installed SDK's. */
function factsText(settings: readonly EffectiveSetting[], { facts }: ChosenSchema): string {
  const own = facts.match === "exact" || facts.match === "newest";
  return own || settings.every(({ origin }) => origin !== "default") ? "" : l10n.t("Defaults of {0}", sdkText(facts));
}
