/** The `flyte` command that does what a spec says, for reading and copying. Nothing here is ever passed to a shell. */

import type { Input, LaunchSpec } from "../../protocol/launch.ts";
import type { Parameter } from "../../protocol/model.ts";
import { assertNever } from "../base/assertNever.ts";
import { relativeTo } from "./paths.ts";

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

/** The same for `flightdeck`, quoted for the platform's shell so that it can be pasted. */
export function commandText(spec: LaunchSpec, parameters: readonly Parameter[], windows: boolean): string {
  const { action, interpreter, cwd } = spec;
  if (action.kind === "script")
    return scriptWords(spec)
      .map((word) => quoted(word, windows))
      .join(" ");
  const words = [
    "flightdeck",
    action.kind,
    ...(spec.configFile === undefined ? [] : ["--config", relativeTo(cwd, spec.configFile)]),
    ...(spec.project === undefined ? [] : ["--project", spec.project]),
    ...(spec.domain === undefined ? [] : ["--domain", spec.domain]),
    ...(spec.rootDir === cwd ? [] : ["--root-dir", relativeTo(cwd, spec.rootDir)]),
    // The folder's own environment is what the command takes by itself.
    ...(interpreter.kind === "script" || /^\.?venv[\\/]/.test(relativeTo(cwd, interpreter.path))
      ? []
      : ["--python", interpreter.path]),
    ...optionsOf(spec),
    relativeTo(cwd, spec.file),
    ...objectOf(spec, parameters),
  ];
  return words.map((word) => quoted(word, windows)).join(" ");
}

function scriptWords({ interpreter, cwd, file }: LaunchSpec): readonly string[] {
  const start = interpreter.kind === "script" ? ["uv", "run"] : [relativeTo(cwd, interpreter.path)];
  return [...start, relativeTo(cwd, file)];
}

/** What POSIX shells, or PowerShell, read as one word. */
function quoted(word: string, windows: boolean): string {
  if (/^[\w@%+=:,./-]+$/.test(word) || (windows && /^[\w:./\\-]+$/.test(word))) return word;
  return windows ? `'${word.replaceAll("'", "''")}'` : `'${word.replaceAll("'", "'\\''")}'`;
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

function objectOf({ action }: LaunchSpec, parameters: readonly Parameter[]): readonly string[] {
  if (action.kind === "script") return [];
  if (action.kind !== "run") return [action.variable ?? action.environment];
  const inputs = action.inputs.flatMap((input) =>
    inputWords(
      input,
      parameters.find(({ name }) => name === input.name),
    ),
  );
  return [action.variable, ...inputs];
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
