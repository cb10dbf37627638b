// l10n/bundle.l10n.json: every English text that users can see, collected from the code for translators.
import { globSync, readFileSync } from "node:fs";
import { getL10nJson } from "@vscode/l10n-dev";

export const bundlePath = "l10n/bundle.l10n.json";

const rooms = ["base", "client", "server", "runner", "cli", "core"];

/** @returns {Promise<string>} the bundle's text, sorted by message */
export async function bundleText() {
  const files = rooms.flatMap((room) => globSync(`${room}/**/*.ts`)).sort();
  const texts = await getL10nJson(files.map((file) => ({ extension: ".ts", contents: readFileSync(file, "utf8") })));
  const sorted = Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}
