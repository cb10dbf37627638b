/** What each command does once its arguments are read. Decisions are core's; here they are asked for and printed. */

import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { shellLine } from "../base/shellLine.ts";
import { dotOf, jsonOf, makeGraph, mermaidOf } from "../core/graph/index.ts";
import { commandOf, type LaunchContext, makeLaunch, sourceRoot } from "../core/launch/index.ts";
import { makePlan, renderPlan, sentWith } from "../core/plan/index.ts";
import { cutText } from "../core/workspace/index.ts";
import type { LaunchAction } from "../protocol/launch.ts";
import type { LaunchRefusal, LaunchRequest } from "../protocol/lsp.ts";
import type { Asking } from "./conditions.ts";
import { execute } from "./execute.ts";
import { graphText } from "./graph.ts";
import { readInputFile } from "./inputFile.ts";
import { inputsHelp, readInputs, splitWords } from "./inputs.ts";
import { chooseInterpreter } from "./interpreter.ts";
import { listing, listText } from "./list.ts";
import {
  environmentTarget,
  type Located,
  locate,
  locateEnvironment,
  locateTask,
  tasksText,
  taskTarget,
} from "./locate.ts";
import { type Project, type ProjectOfFile, readProject, readProjectBehind } from "./project.ts";
import { textIn } from "./text.ts";
import { EXIT, UsageError } from "./usage.ts";

/** Everything outside of the command that it needs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the parser's files, the worker and the bridge. */
  readonly grammar: { readonly runtime: string; readonly python: string };
  readonly bridgeDir: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Asks on the terminal; absent where there is none. */
  readonly ask?: Asking["ask"];
  readonly onInterrupt: (act: () => void) => () => void;
}

/** Options of `flyte run` and `flyte deploy` that have the same meaning here. */
export interface LaunchOptions {
  readonly project?: string;
  readonly domain?: string;
  readonly rootDir?: string;
  readonly config?: string;
  /** A file of variables; empty for none. `--env-file` would be taken by Node itself, wherever it stands. */
  readonly dotenv?: string;
  readonly python?: string;
  readonly json?: boolean;
  readonly print?: boolean;
  /** Of a run: a JSON file, or `-`. */
  readonly inputs?: string;
  readonly disableRunCache?: boolean;
  readonly version?: string;
  readonly timeout?: string;
  readonly copyStyle?: (LaunchAction & { kind: "deploy" })["copyStyle"];
}

export interface ListOptions {
  readonly json?: boolean;
  readonly values?: boolean;
}

export async function list(folder: string, options: ListOptions, around: Surroundings): Promise<number> {
  if (options.values === true && options.json !== true) {
    throw new UsageError(l10n.t("--values is for programs. Add --json."));
  }
  const project = await readFolder(resolve(around.cwd, folder), around);
  around.write(
    options.json === true
      ? jsonText(listing(project.model, options.values === true ? textIn(project.root) : undefined))
      : listText(project.model, project.size, basename(project.root)),
  );
  return EXIT.ok;
}

export async function graph(
  folder: string,
  options: { json?: boolean; mermaid?: boolean; dot?: boolean },
  around: Surroundings,
): Promise<number> {
  const project = await readFolder(resolve(around.cwd, folder), around);
  const made = makeGraph(project.model);
  const text =
    options.json === true
      ? jsonText(jsonOf(made))
      : options.mermaid === true
        ? mermaidOf(made)
        : options.dot === true
          ? dotOf(made)
          : graphText(made);
  around.write(text);
  return EXIT.ok;
}

export async function plan(
  file: string,
  name: string | undefined,
  options: LaunchOptions,
  around: Surroundings,
): Promise<number> {
  const { located, project } = await readAround(file, options.python, around);
  const environment = locateEnvironment(project.model, located.file, name);
  const rootDir = options.rootDir ?? sourceRoot(located.file, project.isPackage);
  const sdk = chooseInterpreter(located.root, options.python, around.env)?.sdk?.version;
  const made = makePlan(project.model, environment, {
    ...(sdk === undefined ? {} : { sdk }),
    ...(options.project === undefined ? {} : { project: { value: options.project, from: "--project" } }),
    ...(options.domain === undefined ? {} : { domain: { value: options.domain, from: "--domain" } }),
    ...(options.config === undefined ? {} : { configFile: options.config }),
    ...(rootDir === "" ? {} : { rootDir }),
    file: located.file,
    ...(options.version === undefined ? {} : { version: options.version }),
  });
  around.write(options.json === true ? jsonText(made) : renderPlan(made, process.platform === "win32").text);
  return EXIT.ok;
}

export async function run(
  file: string,
  name: string | undefined,
  words: readonly string[],
  options: LaunchOptions,
  around: Surroundings,
): Promise<number> {
  const { located, project } = await readAround(file, options.python, around);
  if (name === "--help" || name === "-h") {
    around.write(tasksText(project.model, located.file, file));
    return EXIT.ok;
  }
  // An input in its place is no name of a task.
  if (name === undefined || name.startsWith("-")) {
    throw new UsageError(`${l10n.t("Name the task.")} ${tasksText(project.model, located.file, file).trimEnd()}`);
  }
  const task = locateTask(project.model, located.file, name);
  const full = task.name.kind === "known" ? task.name.value : task.function;
  const { inputs: given, own, help } = splitWords(words, task.inputs);
  if (help) {
    around.write(inputsHelp(full, task.signature, task.inputs));
    return EXIT.ok;
  }
  const all = { ...options, ...own };
  const fromFile = all.inputs === undefined ? [] : readInputFile(all.inputs, around.cwd);
  const inputs = readInputs(given, full, task.inputs, fromFile);
  const request: LaunchRequest = {
    kind: "run",
    target: taskTarget(located, task),
    inputs,
    ...(all.disableRunCache === true ? { disableRunCache: true } : {}),
  };
  return launch(request, contextOf(project, located, all, around), all, around);
}

/** Deploys or serves an environment. */
export async function launchEnvironment(
  kind: "deploy" | "serve",
  file: string,
  name: string | undefined,
  options: LaunchOptions,
  around: Surroundings,
): Promise<number> {
  const { located, project } = await readAround(file, options.python, around);
  const environment = locateEnvironment(project.model, located.file, name);
  const request: LaunchRequest = { kind, target: environmentTarget(located, environment) };
  return launch(request, contextOf(project, located, options, around), options, around);
}

/** With what its code uses of the packages of the interpreter that would run it. */
async function readFolder(root: string, around: Surroundings): Promise<Project> {
  const project = await readProject(root, around.grammar, packagesFor(root, undefined, around));
  warnOfCut(project, around);
  return project;
}

function packagesFor(root: string, python: string | undefined, { env }: Surroundings): () => readonly string[] {
  return () => chooseInterpreter(root, python, env)?.sitePackages ?? [];
}

function warnOfCut({ cut }: Pick<ProjectOfFile, "cut">, { warn }: Surroundings): void {
  if (cut) warn(`${cutText()}\n`);
}

/** The file that a command names, and what is read for it: what a process would load that imports it. */
async function readAround(
  file: string,
  python: string | undefined,
  around: Surroundings,
): Promise<{ readonly located: Located; readonly project: ProjectOfFile }> {
  const located = locate(file, around.cwd);
  const packages = packagesFor(located.root, python, around);
  const project = await readProjectBehind(located.root, located.file, around.grammar, packages);
  warnOfCut(project, around);
  return { located, project };
}

async function launch(
  request: LaunchRequest,
  context: LaunchContext,
  options: LaunchOptions,
  around: Surroundings,
): Promise<number> {
  const answer = makeLaunch(request, context);
  if (answer.kind === "refused") throw new UsageError(`${answer.message}${wayOut(answer.reason, context)}`);
  if (answer.kind === "inputs") throw new Error("inputs were given");
  if (options.print === true) {
    around.write(
      options.json === true
        ? jsonText(answer.spec)
        : `${shellLine(commandOf(answer.spec, parametersOf(request, context)), process.platform === "win32")}\n`,
    );
    return EXIT.ok;
  }
  return execute(answer.spec, { ...around, json: options.json === true });
}

/** What helps in a terminal where an interpreter stands in the way. */
function wayOut(reason: LaunchRefusal, { interpreter }: LaunchContext): string {
  const path = interpreter?.path ?? "python3";
  switch (reason) {
    case "sdkMissing":
      return ` ${l10n.t("Install it with `{0} -m pip install flyte`, or name another interpreter with --python.", path)}`;
    case "sdkTooOld":
      return ` ${l10n.t("Update it with `{0} -m pip install --upgrade flyte`, or name another interpreter with --python.", path)}`;
    case "pythonTooOld":
    case "noInterpreter":
      return ` ${l10n.t("Name one with --python.")}`;
    default:
      return "";
  }
}

function contextOf(
  project: ProjectOfFile,
  located: Located,
  options: LaunchOptions,
  around: Surroundings,
): LaunchContext {
  const rootDir = options.rootDir === undefined ? undefined : resolve(around.cwd, options.rootDir);
  return {
    model: project.model,
    root: project.root,
    file: located.file,
    interpreter: chooseInterpreter(project.root, options.python, around.env),
    settings: {
      project: options.project ?? "",
      domain: options.domain ?? "",
      // Whoever names an interpreter means it.
      scriptEnvironments: options.python === undefined,
      envFile: envFileOf(options.dotenv, around.cwd),
      configFile: options.config === undefined ? "" : resolve(around.cwd, options.config),
      ...(options.timeout === undefined ? {} : { deployTimeout: readSeconds(options.timeout) }),
    },
    isPackage: project.isPackage,
    sentWith,
    ...(rootDir === undefined ? {} : { rootDir }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.copyStyle === undefined ? {} : { copyStyle: options.copyStyle }),
  };
}

/** The folder's own may be missing, one that is named may not. */
function envFileOf(named: string | undefined, cwd: string): string {
  if (named === undefined) return ".env";
  if (named === "") return "";
  const path = resolve(cwd, named);
  if (!existsSync(path)) throw new UsageError(l10n.t("There is no file {0} in {1}.", named, cwd));
  return path;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds < Number.POSITIVE_INFINITY)) {
    throw new UsageError(
      l10n.t("--timeout {0} isn't a number of seconds. Give one above 0, such as --timeout 300.", text),
    );
  }
  return seconds;
}

function parametersOf({ target }: LaunchRequest, { model, file }: LaunchContext): Parameters<typeof commandOf>[1] {
  return target.kind === "task" ? locateTask(model, file, target.task).inputs : [];
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
