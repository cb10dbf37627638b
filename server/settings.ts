/** Section `flightdeck` of the configuration, made whole: whatever an editor sends, the rest of the server reads `ServerSettings`. */

import type { ServerSettings } from "../protocol/lsp.ts";

/** Values of a wrong type count as not given. */
export function readSettings(raw: unknown): ServerSettings {
  const section = record(raw);
  const codeLens = record(section.codeLens);
  return {
    codeLens: { run: flag(codeLens.run), plan: flag(codeLens.plan), deploy: flag(codeLens.deploy) },
    exclude: Array.isArray(section.exclude) ? section.exclude.filter((glob) => typeof glob === "string") : [],
    project: text(section.project),
    domain: text(section.domain),
    configFile: text(section.configFile),
    deployTimeout: seconds(section.deployTimeout),
  };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

const flag = (value: unknown): boolean => value !== false;

const seconds = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);

const text = (value: unknown): string => (typeof value === "string" ? value : "");
