/** Makes launch specs, or says why there is none. Equal choices give equal specs, whoever asks. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { InterpreterInfo } from "../../protocol/interpreter.ts";
import type { InterpreterChoice, LaunchAction, LaunchSpec } from "../../protocol/launch.ts";
import type { LaunchAnswer, LaunchRefusal, LaunchRequest, Sends } from "../../protocol/lsp.ts";
import type { Environment, ProjectModel, Task, When } from "../../protocol/model.ts";
import { contactsOf, startsOf } from "./contacts.ts";
import { obstacle } from "./interpreterText.ts";
import { below, fromSetting, sourceRoot } from "./paths.ts";
import { secretNames } from "./secrets.ts";
import { type Found, findTarget } from "./target.ts";

const NOTHING: Sends = { environments: [], unknown: [] };

/** Everything about a folder that a spec is made of. */
export interface LaunchContext {
  readonly model: ProjectModel;
  /** The workspace folder, absolute: what a user at a terminal would stand in. */
  readonly root: string;
  /** The target's file, relative to `root` with `/`. */
  readonly file: string;
  readonly interpreter: InterpreterInfo | undefined;
  /** Section `flightdeck` of the configuration; an empty text is no choice, nor is a timeout of 0. */
  readonly settings: {
    readonly project: string;
    readonly domain: string;
    readonly configFile: string;
    /** Seconds. */
    readonly deployTimeout?: number;
    /** False: the folder's interpreter, whatever a file's header names. */
    readonly scriptEnvironments?: boolean;
    /** As the editor's Python extension has it; empty for none. */
    readonly envFile?: string;
  };
  /** Versions of open documents, by URI. */
  readonly documents?: Readonly<Record<string, number>>;
  /** Whether a folder, relative to `root`, is a Python package. Without it none named `src` is. */
  readonly isPackage?: (folder: string) => boolean;
  /** Overrides the source root that the layout tells; relative to `root`, or absolute. */
  readonly rootDir?: string;
  /** What `~` stands for in settings. */
  readonly home?: string;
  /** What is deployed with an environment: core/plan's `sentWith`. */
  readonly sentWith: (model: ProjectModel, environment: Environment, file: string) => Sends;
  readonly version?: string;
  readonly copyStyle?: (LaunchAction & { kind: "deploy" })["copyStyle"];
}

export function makeLaunch(request: LaunchRequest, context: LaunchContext): LaunchAnswer {
  const { model, file } = context;
  if (model.files.some(({ path, notebook }) => path === file && notebook === true)) {
    return refused(
      "notebook",
      l10n.t(
        "{0} is a notebook: its code runs in its own kernel, and Flyte deploys Python files. Move what is to be run or deployed from here into a Python file, and import it in the notebook.",
        file,
      ),
    );
  }
  if (request.kind === "script") return makeScript(request, context);
  const { target } = request;
  const name = target.kind === "task" ? target.task : target.environment;
  const found = findTarget(model, file, target);
  if (found === undefined) {
    return refused(
      "targetNotFound",
      target.kind === "task"
        ? l10n.t("{0} defines no task {1} any more. Look at the Environments view for what it defines now.", file, name)
        : l10n.t(
            "{0} defines no environment {1} any more. Look at the Environments view for what it defines now.",
            file,
            name,
          ),
    );
  }
  const definition = found.kind === "task" ? found.task : found.environment;
  if (definition.when !== "import") return refused("notAtImport", notAtImport(name, definition.when));

  const action = actionOf(request, found, name, context);
  if ("reason" in action || action.kind === "inputs") return action;
  const environment = found.environment;
  const task = found.kind === "task" ? found.task : undefined;
  const spec = makeSpec(action, context, isLocal(action) ? secretNames(task, environment) : []);
  if ("reason" in spec) return spec;
  return {
    kind: "spec",
    spec,
    sends: environment === undefined ? NOTHING : context.sentWith(model, environment, file),
  };
}

function actionOf(
  request: Exclude<LaunchRequest, ScriptRequest>,
  found: Found,
  name: string,
  context: LaunchContext,
): LaunchAction | (LaunchAnswer & { readonly kind: "inputs" }) | Refused {
  switch (request.kind) {
    case "run":
      return found.kind === "task"
        ? runAction(found.task, request)
        : refused("targetNotFound", l10n.t("{0} is an environment. Choose one of its tasks to run.", name));
    case "deploy":
      return deployAction(found.environment, name, context);
    case "serve":
      return serveAction(found, name, context);
    default:
      return assertNever(request);
  }
}

type ScriptRequest = Extract<LaunchRequest, { readonly kind: "script" }>;

/** The file as `python FILE` runs it. */
function makeScript(request: ScriptRequest, context: LaunchContext): LaunchAnswer {
  const { model, file } = context;
  const found = model.files.find(({ path }) => path === file);
  if (found === undefined) {
    return refused("targetNotFound", l10n.t("{0} does nothing with Flyte as a script any more.", file));
  }
  const whom = contactsOf(found, request.contacts);
  const contacts = whom.flatMap((each) => each.contacts);
  // What runs elsewhere has its secrets there.
  const isLocal = (found.entryPoints ?? []).some(({ contact }) => contact.kind === "nobody");
  const secrets = [
    ...(isLocal ? found.environments : []).map((environment) => secretNames(undefined, environment)),
    ...(isLocal ? found.tasks : []).map((task) => secretNames(task, undefined)),
  ];
  const spec = makeSpec({ kind: "script", name: file, contacts }, context, [...new Set(secrets.flat())].sort());
  return "reason" in spec
    ? spec
    : { kind: "spec", spec, sends: NOTHING, starts: startsOf(found), contacts: whom.map(({ words }) => words) };
}

/** The file's own environment where its header names one, else the folder's. */
function interpreterFor({ model, root, file, interpreter, settings }: LaunchContext): InterpreterChoice | undefined {
  const isScript = model.files.some(({ path, script }) => path === file && script !== undefined);
  if (isScript && settings.scriptEnvironments !== false) return { kind: "script", file: below(root, file) };
  return interpreter === undefined ? undefined : { kind: "path", path: interpreter.path };
}

/** The spec's key order is fixed, so that equal specs are equal texts. */
function makeSpec(action: LaunchAction, context: LaunchContext, secrets: readonly string[]): LaunchSpec | Refused {
  const { root, file, settings } = context;
  const interpreter = interpreterFor(context);
  if (interpreter === undefined) {
    return refused(
      "noInterpreter",
      l10n.t("No Python interpreter was found for this folder. Choose one, or make a virtual environment in .venv."),
    );
  }
  const stands =
    interpreter.kind === "script" || context.interpreter === undefined
      ? undefined
      : obstacle(context.interpreter, root);
  if (stands !== undefined) return refused(stands.kind, stands.message);
  const rootDir = context.rootDir ?? sourceRoot(file, context.isPackage ?? (() => false));
  return {
    action,
    interpreter,
    cwd: root,
    rootDir: rootDir === "" ? root : fromSetting(root, rootDir),
    env: {},
    ...(settings.envFile === undefined || settings.envFile === ""
      ? {}
      : { envFile: fromSetting(root, settings.envFile, context.home) }),
    ...(settings.configFile === "" ? {} : { configFile: fromSetting(root, settings.configFile, context.home) }),
    ...(settings.project === "" ? {} : { project: settings.project }),
    ...(settings.domain === "" ? {} : { domain: settings.domain }),
    ...timeoutOf(action, settings.deployTimeout ?? 0),
    file: below(root, file),
    secretNames: secrets,
    documents: context.documents ?? {},
  };
}

function isLocal(action: LaunchAction): boolean {
  switch (action.kind) {
    case "run":
      return action.mode === "local";
    case "deploy":
      return false;
    case "serve":
    case "script":
      return true;
    default:
      return assertNever(action);
  }
}

/** Only what waits for a control plane has one. */
const timeoutOf = (action: LaunchAction, seconds: number): Pick<LaunchSpec, "timeoutSeconds"> =>
  seconds === 0 || isLocal(action) ? {} : { timeoutSeconds: seconds };

type Refused = LaunchAnswer & { readonly kind: "refused" };

function runAction(
  task: Task,
  { inputs, withheld, disableRunCache }: Extract<LaunchRequest, { readonly kind: "run" }>,
): LaunchAction | (LaunchAnswer & { readonly kind: "inputs" }) | Refused {
  const name = task.name.kind === "known" ? task.name.value : (task.variable ?? task.function);
  if (task.kind === "reference") {
    return refused(
      "remoteReference",
      l10n.t("{0} stands for a task that is deployed elsewhere: there is no code here to run.", name),
    );
  }
  if (inputs === undefined && task.inputs.some(({ hasDefault }) => !hasDefault)) {
    return { kind: "inputs", name, parameters: task.inputs };
  }
  return {
    kind: "run",
    mode: "local",
    variable: task.variable ?? task.function,
    name,
    inputs: inputs ?? [],
    ...(withheld === undefined ? {} : { withheld }),
    ...(disableRunCache === undefined ? {} : { disableRunCache }),
  };
}

function serveAction(found: Found, name: string, context: LaunchContext): LaunchAction | Refused {
  const { environment } = found;
  if (found.kind !== "environment" || environment?.category !== "app") {
    return refused("targetNotFound", l10n.t("{0} isn't an app environment, so there is nothing to serve.", name));
  }
  const named = namesOf(environment, name, context);
  return "reason" in named ? named : { kind: "serve", ...named };
}

function deployAction(
  environment: Environment | undefined,
  name: string,
  context: LaunchContext,
): LaunchAction | Refused {
  if (environment === undefined) {
    return refused(
      "targetNotFound",
      l10n.t("The environment of {0} can't be told from the text, so it can't be deployed from here.", name),
    );
  }
  const named = namesOf(environment, name, context);
  if ("reason" in named) return named;
  return {
    kind: "deploy",
    ...named,
    ...(context.version === undefined ? {} : { version: context.version }),
    copyStyle: context.copyStyle ?? "loaded_modules",
  };
}

/** How the bridge finds an environment again. */
function namesOf(
  environment: Environment,
  name: string,
  { file }: LaunchContext,
): { readonly environment: string; readonly variable?: string } | Refused {
  const known = environment.name.kind === "known" ? environment.name.value : environment.variable;
  if (known === undefined) {
    return refused(
      "targetNotFound",
      l10n.t("The name of {0} is not known before it runs, and no variable holds it.", name),
    );
  }
  return {
    environment: known,
    // In another file the same variable may hold another environment.
    ...(environment.variable === undefined || environment.place.file !== file
      ? {}
      : { variable: environment.variable }),
  };
}

function notAtImport(name: string, when: Exclude<When, "import">): string {
  switch (when) {
    case "call":
      return l10n.t(
        "{0} only exists once a function has been called: importing the file does not define it. Move it to the top of the module.",
        name,
      );
    case "main":
      return l10n.t(
        '{0} only exists when the file is run as a script: importing the file does not define it. Move it above `if __name__ == "__main__"`.',
        name,
      );
    default:
      return assertNever(when);
  }
}

function refused(reason: LaunchRefusal, message: string): Refused {
  return { kind: "refused", reason, message };
}
