/** Section `flightdeck` of the configuration, and `files.exclude`, made whole: whatever an editor sends, the rest of the server reads `ServerSettings`. */

import { hiddenGlobs } from "../core/workspace/index.ts";
import type { ServerSettings } from "../protocol/lsp.ts";

/** Values of a wrong type count as not given. */
export function readSettings(raw: unknown, filesExclude: unknown): ServerSettings {
  const section = record(raw);
  const codeLens = record(section.codeLens);
  return {
    codeLens: {
      run: flag(codeLens.run),
      debug: flag(codeLens.debug),
      plan: flag(codeLens.plan),
      deploy: flag(codeLens.deploy),
      serve: flag(codeLens.serve),
      runScript: flag(codeLens.runScript),
    },
    exclude: Array.isArray(section.exclude) ? section.exclude.filter(isGlob) : [],
    hidden: hiddenGlobs(switchedOn(filesExclude)),
    project: text(section.project),
    domain: text(section.domain),
    configFile: text(section.configFile),
    deployTimeout: seconds(section.deployTimeout),
    envFile: text(section.envFile),
    scriptEnvironments: flag(section.scriptEnvironments),
  };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

/** The globs of `files.exclude` that hide something by themselves: others are off, or ask for a file beside. */
const switchedOn = (filesExclude: unknown): readonly string[] =>
  Object.entries(record(filesExclude)).flatMap(([glob, value]) => (value === true && isGlob(glob) ? glob : []));

const isGlob = (glob: unknown): glob is string => typeof glob === "string" && glob !== "";

const flag = (value: unknown): boolean => value !== false;

const seconds = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);

const text = (value: unknown): string => (typeof value === "string" ? value : "");
