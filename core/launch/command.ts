/** The `flyte` command that does what a spec says, for reading and copying. Nothing here is ever passed to a shell. */

import { assertNever } from "../../base/assertNever.ts";
import { quotedForPowerShell, shellLine } from "../../base/shellLine.ts";
import type { Input, Json, LaunchAction, LaunchSpec } from "../../protocol/launch.ts";
import type { Parameter } from "../../protocol/model.ts";
import { relativeTo } from "./paths.ts";

/** The command waits as long by itself, as the setting does. */
const TIMEOUT_SECONDS = 120;

/**
 * The command's words, for somebody who stands in the spec's working directory.
 * @param parameters the task's: `flyte run` takes a `bool` as a flag, and its opposite only where the default is True.
 */
export function commandOf(spec: LaunchSpec, parameters: readonly Parameter[] = []): readonly string[] {
  const file = relativeTo(spec.cwd, spec.file);
  if (spec.action.kind === "script") return scriptWords(spec);
  return [
    "flyte",
    ...(spec.configFile === undefined ? [] : ["--config", relativeTo(spec.cwd, spec.configFile)]),
    ...verbOf(spec),
    ...(spec.project === undefined ? [] : ["--project", spec.project]),
    ...(spec.domain === undefined ? [] : ["--domain", spec.domain]),
    ...(spec.rootDir === spec.cwd ? [] : ["--root-dir", relativeTo(spec.cwd, spec.rootDir)]),
    ...optionsOf(spec),
    file,
    ...objectOf(spec, parameters),
  ];
}

/**
 * The same for `flightdeck`, as a line for the shell that `windows` means.
 * `isScript`: the file has an environment of its own, which the command would take by itself.
 */
export function commandText(
  spec: LaunchSpec,
  parameters: readonly Parameter[],
  { windows, isScript = false }: { readonly windows: boolean; readonly isScript?: boolean },
): string {
  const { interpreter, cwd } = spec;
  const { action, piped } = windows ? withoutPiped(spec.action, parameters) : { action: spec.action, piped: undefined };
  if (action.kind === "script") return shellLine(scriptWords(spec), windows);
  const words = [
    "flightdeck",
    action.kind,
    ...(spec.configFile === undefined ? [] : ["--config", relativeTo(cwd, spec.configFile)]),
    ...(spec.project === undefined ? [] : ["--project", spec.project]),
    ...(spec.domain === undefined ? [] : ["--domain", spec.domain]),
    ...(spec.rootDir === cwd ? [] : ["--root-dir", relativeTo(cwd, spec.rootDir)]),
    // The file's own environment, else the folder's, is what the command takes by itself.
    ...(interpreter.kind === "script" || (!isScript && /^\.?venv[\\/]/.test(relativeTo(cwd, interpreter.path)))
      ? []
      : ["--python", interpreter.path]),
    ...optionsOf(spec),
    // `flyte` has no options for these.
    ...dotenvOf(spec),
    ...(spec.timeoutSeconds === undefined || spec.timeoutSeconds === TIMEOUT_SECONDS
      ? []
      : ["--timeout", String(spec.timeoutSeconds)]),
    ...(action.kind === "run" && action.disableRunCache === true ? ["--disable-run-cache"] : []),
    ...(piped === undefined ? [] : ["--inputs", "-"]),
    relativeTo(cwd, spec.file),
    ...objectOf({ ...spec, action }, parameters),
  ];
  const command = shellLine(words, windows);
  return piped === undefined ? command : `${quotedForPowerShell(piped)} | ${command}`;
}

/**
 * Takes out the inputs that Windows PowerShell 5.1 spoils as words: it strips `"`, drops empty ones, and reads a quote
 * into a `\` at the end. What helps there is wrong in PowerShell 7; both hand on what is piped, as JSON in ASCII.
 */
function withoutPiped(
  action: LaunchAction,
  parameters: readonly Parameter[],
): { readonly action: LaunchAction; readonly piped: string | undefined } {
  if (action.kind !== "run") return { action, piped: undefined };
  const isSpoilt = (input: Input): boolean => /^$|"|\\$/.test(textOf(input));
  const spoilt = action.inputs.filter(isSpoilt);
  if (spoilt.length === 0) return { action, piped: undefined };
  const values = spoilt.map((input) => {
    const annotation = parameters.find(({ name }) => name === input.name)?.annotation;
    return [input.name, "text" in input ? jsonOf(input.text, annotation) : input.value] as const;
  });
  const json = JSON.stringify(Object.fromEntries(values)).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return { action: { ...action, inputs: action.inputs.filter((input) => !isSpoilt(input)) }, piped: json };
}

/** What was typed for a list or an object is JSON itself. */
function jsonOf(text: string, annotation: string | undefined): Json {
  if (annotation === "str") return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function scriptWords({ interpreter, cwd, file }: LaunchSpec): readonly string[] {
  const start = interpreter.kind === "script" ? ["uv", "run"] : [relativeTo(cwd, interpreter.path)];
  return [...start, relativeTo(cwd, file)];
}

function verbOf({ action }: LaunchSpec): readonly string[] {
  switch (action.kind) {
    case "run":
      return action.mode === "local" ? ["run", "--local"] : ["run"];
    case "deploy":
      return ["deploy"];
    case "serve":
      return ["serve", "--local"];
    case "script":
      return [];
    default:
      return assertNever(action);
  }
}

function optionsOf({ action }: LaunchSpec): readonly string[] {
  if (action.kind !== "deploy") return [];
  return [
    ...(action.version === undefined ? [] : ["--version", action.version]),
    ...(action.copyStyle === "loaded_modules" ? [] : ["--copy-style", action.copyStyle]),
  ];
}

/** The folder's `.env` is what the command takes by itself. */
function dotenvOf({ envFile, cwd }: LaunchSpec): readonly string[] {
  if (envFile === undefined) return [];
  const path = relativeTo(cwd, envFile);
  return path === ".env" ? [] : ["--dotenv", path];
}

function objectOf({ action }: LaunchSpec, parameters: readonly Parameter[]): readonly string[] {
  if (action.kind === "script") return [];
  if (action.kind !== "run") return [action.variable ?? action.environment];
  const inputs = action.inputs.flatMap((input) =>
    inputWords(
      input,
      parameters.find(({ name }) => name === input.name),
    ),
  );
  // Left out, their defaults would stand for them.
  const withheld = (action.withheld ?? []).flatMap((name) => [`--${name}`, `<${name}>`]);
  return [action.variable, ...inputs, ...withheld];
}

function inputWords(input: Input, parameter: Parameter | undefined): readonly string[] {
  const text = textOf(input);
  if (parameter?.annotation !== "bool") return [`--${input.name}`, text];
  if (text === "true") return [`--${input.name}`];
  return parameter.defaultText === "True" ? [`--no-${input.name}`] : [];
}

function textOf(input: Input): string {
  if ("text" in input) return input.text;
  return typeof input.value === "string" ? input.value : JSON.stringify(input.value);
}
