/** Flightdeck's settings, read and typed. What they mean is decided where they are used. */

import type { HistoryBounds } from "../../protocol/run.ts";
import { vscode } from "./vscode.ts";

export type SaveBeforeRun = "always" | "ask" | "never";

export interface Settings {
  readonly saveBeforeRun: SaveBeforeRun;
  /** A path as the user gave it; empty when unset. */
  readonly interpreter: string;
  readonly configFile: string;
  readonly justMyCode: boolean;
  readonly scriptEnvironments: boolean;
  readonly traceServer: "off" | "messages" | "verbose";
}

/** The settings that count for a file or folder. */
export function settingsOf(resource: vscode.Uri | undefined): Settings {
  const section = vscode.workspace.getConfiguration("flightdeck", resource ?? null);
  return {
    saveBeforeRun: oneOf(section.get("saveBeforeRun"), ["always", "ask", "never"], "always"),
    interpreter: text(section.get("interpreter")),
    configFile: text(section.get("configFile")),
    scriptEnvironments: section.get("scriptEnvironments") !== false,
    justMyCode: section.get("debug.justMyCode") !== false,
    traceServer: oneOf(section.get("trace.server"), ["off", "messages", "verbose"], "off"),
  };
}

/** How much history the user keeps, on this machine. */
export function historyBounds(): HistoryBounds {
  const section = vscode.workspace.getConfiguration("flightdeck.history");
  return {
    maxRuns: number(section.get("maxRuns"), 200),
    maxBytes: number(section.get("maxSize"), 2000) * 1_000_000,
    maxAgeMs: number(section.get("maxAge"), 90) * 86_400_000,
  };
}

/** How long a Python may wait for the next run before it ends. */
export function workerIdleMs(): number {
  return number(vscode.workspace.getConfiguration("flightdeck").get("workerIdleTime"), 900) * 1000;
}

/** Whether a file's tasks say how their last run did. */
export function showsOutcomes(file: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration("flightdeck", file).get("outcomes") !== false;
}

/** Writes a setting for a folder alone; undefined takes it away. */
export async function setForFolder(
  folder: vscode.Uri,
  name: "interpreter" | "configFile",
  value: string | undefined,
): Promise<void> {
  const many = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const target = many ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration("flightdeck", folder).update(name, value, target);
}

/** Every setting of Flightdeck as it stands, for the diagnostics document. */
export function allSettings(resource: vscode.Uri | undefined): Readonly<Record<string, unknown>> {
  const section = vscode.workspace.getConfiguration("flightdeck", resource ?? null);
  const names = [
    "codeLens",
    "saveBeforeRun",
    "interpreter",
    "configFile",
    "project",
    "domain",
    "deployTimeout",
    "scriptEnvironments",
    "envFile",
    "debug.justMyCode",
    "exclude",
    "history",
    "outcomes",
    "workerIdleTime",
    "trace.server",
  ];
  return Object.fromEntries(names.map((name) => [`flightdeck.${name}`, section.get(name)]));
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((one) => one === value) ?? otherwise;
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? value : otherwise;
}
