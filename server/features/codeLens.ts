/** textDocument/codeLens: Run, Debug, Deploy and Plan above tasks, Serve, Deploy and Plan above environments, Run Script above what a script does. What they start is decided in core/launch. */

import * as l10n from "@vscode/l10n";
import { type CodeLens, CodeLensRequest } from "vscode-languageserver/node";
import { lensTitle } from "../../base/lensTitle.ts";
import { contactsOf, environmentOf, environmentsOf } from "../../core/launch/index.ts";
import type { LaunchTarget, ScriptTarget } from "../../protocol/launch.ts";
import type { LensCommand } from "../../protocol/lsp.ts";
import type { Environment, FileModel, ProjectModel, Task } from "../../protocol/model.ts";
import type { Range } from "../../protocol/place.ts";
import { feature } from "../feature.ts";
import { environmentTarget, nameOf, taskTarget } from "../targets.ts";

/** A lens before its client's abilities and settings are asked. */
interface Action {
  readonly command: LensCommand;
  readonly title: string;
  readonly range: Range;
  readonly target: LaunchTarget | ScriptTarget;
}

export const codeLens = feature(CodeLensRequest.type, ({ client, folders }, { textDocument: { uri } }): CodeLens[] => {
  const located = folders.locate(uri);
  const file = located?.folder.file(located.path);
  if (located === undefined || file === undefined || file.notebook === true || client.commands.size === 0) return [];
  const shown = located.folder.settings.codeLens;
  const enabled: Readonly<Record<LensCommand, boolean>> = {
    "flightdeck.run": shown.run,
    "flightdeck.debug": shown.debug,
    "flightdeck.deploy": shown.deploy,
    "flightdeck.plan": shown.plan,
    "flightdeck.serve": shown.serve,
    "flightdeck.runScript": shown.runScript,
  };
  const isScript = file.script !== undefined && located.folder.settings.scriptEnvironments;
  return actionsOf(file, located.folder.model(), uri, isScript)
    .filter(({ command }) => client.commands.has(command) && enabled[command])
    .map(({ command, title, range: { start }, target }) => ({
      range: { start: { ...start }, end: { ...start } },
      command: { command, title, arguments: [target] },
    }));
});

function actionsOf(file: FileModel, model: ProjectModel, uri: string, isScript: boolean): readonly Action[] {
  const known = environmentsOf(model);
  const titles = titlesOf(isScript);
  return [
    ...file.environments.flatMap((environment) => environmentActions(environment, uri, titles)),
    ...file.tasks.flatMap((task) => taskActions(task, environmentOf(known, task), uri, titles)),
    ...(file.main === undefined ? [] : [scriptAction(file, file.main.place.range, uri, isScript)]),
  ];
}

/** What is not there once the module is imported can be neither run nor deployed; what it would be can still be read. */
function taskActions(task: Task, environment: Environment | undefined, uri: string, titles: Titles): readonly Action[] {
  const target = taskTarget(uri, task, environment);
  const at = { range: task.place.range, target };
  const runs = task.when === "import" && task.kind !== "reference";
  const deploys = task.when === "import" && environment?.when === "import";
  const name = environment && nameOf(environment);
  return [
    ...(runs
      ? [
          { ...at, ...titles.run },
          { ...at, ...titles.debug },
        ]
      : []),
    ...(deploys && name !== undefined ? [{ ...at, ...deployTitle(name) }] : []),
    ...(environment === undefined ? [] : [{ ...at, ...titles.plan }]),
  ];
}

/** Whom it contacts stands in the title: it is the one lens whose click may leave this machine at once. */
function scriptAction(file: FileModel, range: Range, uri: string, isScript: boolean): Action {
  const title = lensTitle("terminal", isScript ? l10n.t("Run Script with uv") : l10n.t("Run Script"));
  const contacts = contactsOf(file)
    .map(({ words }) => words)
    .join(", ");
  return {
    command: "flightdeck.runScript",
    title: contacts === "" ? title : l10n.t("{0} · contacts {1}", title, contacts),
    range,
    target: { kind: "script", uri },
  };
}

function environmentActions(environment: Environment, uri: string, titles: Titles): readonly Action[] {
  const target = environmentTarget(uri, environment);
  const name = nameOf(environment);
  if (target === undefined || name === undefined) return [];
  const at = { range: environment.place.range, target };
  const exists = environment.when === "import";
  return [
    ...(exists && environment.category === "app" ? [{ ...at, ...titles.serve }] : []),
    ...(exists ? [{ ...at, ...deployTitle(name) }] : []),
    { ...at, ...titles.plan },
  ];
}

type Title = Pick<Action, "command" | "title">;

const deployTitle = (name: string): Title => ({
  command: "flightdeck.deploy",
  title: lensTitle("cloud-upload", l10n.t("Deploy {0}", name)),
});

type Titles = Readonly<Record<"run" | "debug" | "plan" | "serve", Title>>;

/** Titles that are the same above each task or environment of a file. */
const titlesOf = (isScript: boolean): Titles => ({
  run: { command: "flightdeck.run", title: lensTitle("play", isScript ? l10n.t("Run with uv") : l10n.t("Run")) },
  debug: { command: "flightdeck.debug", title: lensTitle("debug-alt", l10n.t("Debug")) },
  plan: { command: "flightdeck.plan", title: lensTitle("open-preview", l10n.t("Plan")) },
  serve: { command: "flightdeck.serve", title: lensTitle("broadcast", l10n.t("Serve")) },
});
