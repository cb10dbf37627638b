/** Finds the file, task or environment that a command line names, or says what it may have meant. */

import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import * as l10n from "@vscode/l10n";
import { isUnread } from "../base/isUnread.ts";
import { findEnvironment, findTask } from "../core/launch/index.ts";
import type { LaunchTarget } from "../protocol/launch.ts";
import type { Environment, FileModel, ProjectModel, Task } from "../protocol/model.ts";
import { suggestion } from "./nearest.ts";
import { problemText, remedyText } from "./problem.ts";
import { UsageError } from "./usage.ts";

export interface Located {
  /** The folder that is read: where the user stands; the file's own folder if it lies elsewhere, or the user stands above everything. */
  readonly root: string;
  /** Relative to the root, `/` between parts. */
  readonly file: string;
  readonly uri: string;
}

/** @throws {UsageError} when there is no such file */
export function locate(file: string, cwd: string): Located {
  const path = targetOf(resolve(cwd, file), cwd);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(l10n.t("There is no file {0} in {1}.", file, cwd));
  if (found.isDirectory()) throw new UsageError(l10n.t("{0} is a folder; name a file in it.", file));
  if (path.endsWith(".ipynb")) {
    throw new UsageError(
      l10n.t(
        "{0} is a notebook: its code runs in its own kernel, and Flyte deploys Python files. Name a Python file.",
        file,
      ),
    );
  }
  if (!path.endsWith(".py")) throw new UsageError(l10n.t("{0} isn't a Python file. Name one.", file));
  const root = isBelow(cwd, path) && !holdsEverything(cwd) ? cwd : dirname(path);
  return { root: realpathSync(root), file: relative(root, path).split(sep).join("/"), uri: pathToFileURL(path).href };
}

/** A link inside the folder stands for its target, which is read under its own path. */
function targetOf(path: string, cwd: string): string {
  const target = existsSync(path) ? realpathSync(path) : path;
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && isBelow(realpathSync(cwd), target)
    ? target
    : path;
}

/** The file system's root and the home folder are no projects: reading them takes minutes. */
const holdsEverything = (folder: string): boolean => dirname(folder) === folder || folder === homedir();

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}

/**
 * The tasks that a file has to offer, each with its signature.
 * @param shown the file as it was named
 * @throws {UsageError} when the file says nothing of Flyte, or defines no task
 */
export function tasksText(model: ProjectModel, file: string, shown: string): string {
  const inFile = fileOf(model, file);
  const tasks = inFile.tasks.filter(({ when, kind }) => when === "import" && kind !== "reference");
  if (tasks.length === 0) throw new UsageError(`${l10n.t("{0} defines no task.", shown)}${problems(inFile)}`);
  const names = tasks.map((each) => each.variable ?? each.function);
  const width = Math.max(...names.map((name) => name.length));
  return [
    l10n.t("Tasks of {0}:", shown),
    ...tasks.map((each, index) => `  ${(names[index] ?? "").padEnd(width)}  ${each.signature}`),
    l10n.t("`flightdeck run {0} {1} --help` tells of its inputs.", shown, names[0] ?? ""),
    "",
  ].join("\n");
}

/** @throws {UsageError} when the file says nothing of Flyte, or has no such task */
export function locateTask(model: ProjectModel, file: string, name: string): Task {
  const inFile = fileOf(model, file);
  const task = findTask(model, inFile, name);
  if (task !== undefined) return task;
  const known = inFile.tasks.map((each) => each.variable ?? each.function);
  const environments = inFile.environments.some((each) => each.variable === name || nameIs(each, name));
  const start = environments
    ? l10n.t("{0} is an environment of {1}; name one of its tasks.", name, file)
    : l10n.t("{0} has no task {1}.", file, name);
  throw new UsageError(
    `${start}${suggestion(name, known, (names) => l10n.t("Its tasks are {0}.", names)) || ` ${l10n.t("It defines none.")}`}${problems(inFile)}`,
  );
}

/** @throws {UsageError} as `locateTask` */
export function locateEnvironment(model: ProjectModel, file: string, name: string | undefined): Environment {
  const inFile = fileOf(model, file);
  const known = inFile.environments.map(
    (each) => each.variable ?? (each.name.kind === "known" ? each.name.value : "?"),
  );
  if (name === undefined) {
    const [only, other] = inFile.environments.filter(({ when }) => when === "import");
    if (only !== undefined && other === undefined) return only;
    throw new UsageError(
      known.length === 0
        ? l10n.t("{0} defines no environment. `flightdeck list` shows which files do.", file)
        : l10n.t("Name the environment: {0} defines {1}.", file, known.join(", ")),
    );
  }
  const environment = findEnvironment(inFile, name);
  if (environment !== undefined) return environment;
  const elsewhere = model.files.find((each) => findEnvironment(each, name) !== undefined);
  const hint =
    elsewhere === undefined
      ? suggestion(name, known, (names) => l10n.t("Its environments are {0}.", names)) ||
        ` ${l10n.t("It defines none.")}`
      : ` ${l10n.t("{0} defines it; name that file.", elsewhere.path)}`;
  throw new UsageError(`${l10n.t("{0} has no environment {1}.", file, name)}${hint}${problems(inFile)}`);
}

/** What may hide the thing that was asked for. */
function problems(file: FileModel): string {
  return file.problems.map((problem) => `\n${file.path} ${problemText(problem)}.`).join("");
}

function fileOf(model: ProjectModel, file: string): FileModel {
  const found = model.files.find(({ path }) => path === file);
  if (found?.flytekit !== undefined && found.environments.length === 0) {
    throw new UsageError(l10n.t("{0} is written for Flyte 1 (flytekit). Flightdeck runs and deploys Flyte 2.", file));
  }
  if (found === undefined) {
    throw new UsageError(
      l10n.t("{0} defines no Flyte environment and no task. `flightdeck list` shows which files do.", file),
    );
  }
  const unread = found.problems.find(isUnread);
  if (unread !== undefined) throw new UsageError(`${file} ${problemText(unread)}. ${remedyText(unread)}`);
  return found;
}

const nameIs = ({ name }: Environment, wanted: string): boolean => name.kind === "known" && name.value === wanted;

export const taskTarget = ({ uri }: Located, task: Task): LaunchTarget => ({
  kind: "task",
  uri,
  task: task.name.kind === "known" ? task.name.value : (task.variable ?? task.function),
});

export const environmentTarget = ({ uri }: Located, environment: Environment): LaunchTarget => ({
  kind: "environment",
  uri,
  environment: environment.name.kind === "known" ? environment.name.value : (environment.variable ?? ""),
});
