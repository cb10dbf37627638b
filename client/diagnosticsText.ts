/** Words what "Collect Diagnostics" collected. Pure. */

import * as l10n from "@vscode/l10n";

export interface Collected {
  /** The user's home folder: shown as `~`, because its name is often a person's. */
  readonly home: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly folders: readonly { readonly name: string; readonly facts: Readonly<Record<string, unknown>> }[];
  readonly log: readonly string[];
}

/** Values of names like these are left out of log lines and settings. */
const SECRET =
  /((?:token|secret|passw(?:or)?d|passphrase|credential|authorization|(?:api|access|private)[_-]?key)[\w-]*["']?\s*[:=]\s*(?:(?:bearer|basic)\s+)?)("[^"]*"|'[^']*'|[^\s,}"']+)/gi;

/** Who logs in at an address, and with what: `https://user:password@host`. */
const LOGIN = /(:\/\/)[^\s/@"']+@/g;

/** A Markdown document. */
export function diagnosticsText({ home, versions, folders, log }: Collected): string {
  const text = [
    `# ${l10n.t("Flightdeck diagnostics")}`,
    l10n.t("Nothing of this was sent anywhere. Read it before you share it: paths and the names of files are in it."),
    `## ${l10n.t("Versions")}`,
    Object.entries(versions)
      .map(([name, version]) => `- ${name}: ${version}`)
      .join("\n"),
    ...folders.flatMap(({ name, facts }) => [
      `## ${l10n.t("Folder {0}", name)}`,
      `\`\`\`json\n${JSON.stringify(facts, null, 2)}\n\`\`\``,
    ]),
    `## ${l10n.t("Last lines of the log")}`,
    `\`\`\`\n${log.length === 0 ? l10n.t("none") : log.join("\n")}\n\`\`\``,
  ].join("\n\n");
  const jsonHome = JSON.stringify(home).slice(1, -1);
  const shared = home.length > 1 ? text.replaceAll(home, "~").replaceAll(jsonHome, "~") : text;
  return `${shared.replace(LOGIN, "$1‹left out›@").replace(SECRET, "$1‹left out›")}\n`;
}
