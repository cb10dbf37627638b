/** The environment that Python processes get: the user's, without what an editor's own processes carry. Pure. */

import { delimiter, dirname } from "node:path";

/** Marks every process of a run; whatever inherits the environment carries it. */
export const RUN_MARK = "FLIGHTDECK_RUN";
/** Names the runner that started the process, so that a later one knows whose it was. */
export const RUNNER_MARK = "FLIGHTDECK_RUNNER";

/** Variables of VS Code, Electron, Node and of Flightdeck itself: they change how the user's own tools behave. */
const OWN = /^(ELECTRON_|VSCODE_|NODE_|CHROME_|GIO_LAUNCHED_|FLIGHTDECK_)/i;
const OWN_NAMES = new Set([
  "APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL",
  "NODE",
  "__PYVENV_LAUNCHER__",
  "ORIGINAL_XDG_CURRENT_DESKTOP",
]);

export interface EnvironmentParts {
  /** The runner's own environment. */
  readonly base: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the interpreter. */
  readonly interpreter: string;
  /** The virtual environment that the interpreter belongs to. */
  readonly virtualEnv?: string;
  /** The launch's variables; they win. */
  readonly extra: Readonly<Record<string, string>>;
}

/** As a terminal has it in which the interpreter's environment is activated. */
export function cleanEnvironment({ base, interpreter, virtualEnv, extra }: EnvironmentParts): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value !== undefined && !OWN.test(name) && !OWN_NAMES.has(name)) env[name] = value;
  }
  delete env.VIRTUAL_ENV;
  if (virtualEnv !== undefined) {
    env.VIRTUAL_ENV = virtualEnv;
    delete env.PYTHONHOME;
  }
  const path = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const folder = dirname(interpreter);
  const folders = (env[path] ?? "").split(delimiter).filter((part) => part !== "");
  // A system's folder keeps its place; an environment's own, conda's too, comes first as when it is activated.
  if (virtualEnv !== undefined || !folders.includes(folder)) {
    env[path] = [folder, ...folders.filter((part) => part !== folder)].join(delimiter);
  }
  return { ...env, ...extra };
}
