// docs/reference.md: commands, settings and diagnostics as the manifest and the rules define them.
import { globSync, readFileSync } from "node:fs";

export const referencePath = "docs/reference.md";

/** @returns {string} the page */
export function referenceText() {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const words = JSON.parse(readFileSync("package.nls.json", "utf8"));
  const say = (text) => String(text ?? "").replace(/^%(.+)%$/, (_, key) => words[key]?.message ?? words[key] ?? key);
  const cell = (text) => say(text).replaceAll("\n", " ").replaceAll("|", "\\|");
  const { commands, keybindings = [], menus, configuration } = manifest.contributes;

  const commandRows = commands.map(({ command, title, category }) => {
    const places = placesOf(command, menus);
    const keys = keybindings.filter((each) => each.command === command).map(keysOf);
    const name = `${places.includes("palette") ? `${cell(category)}: ` : ""}${cell(title)}`;
    return `| ${name} | ${places.join(", ")} | ${keys.join(", ")} | \`${command}\` |`;
  });
  const settingRows = [configuration].flat().flatMap(({ properties }) =>
    Object.entries(properties).map(([key, each]) => {
      const choices = each.enum ? ` One of ${each.enum.map((value) => `\`${value}\``).join(", ")}.` : "";
      return `| \`${key}\` | \`${JSON.stringify(each.default)}\` | ${cell(each.markdownDescription ?? each.description)}${choices} |`;
    }),
  );
  return `<!-- Generated from package.json and core/rules by scripts/reference.mjs. Run \`npm run check -- --fix\` after a change. -->
# Reference

## Commands

| Command | Where | Keys | Identifier |
| --- | --- | --- | --- |
${commandRows.join("\n")}

## Settings

| Setting | Default | Meaning |
| --- | --- | --- |
${settingRows.join("\n")}

## Diagnostics

${ruleSections().join("\n\n")}
`;
}

/** What an entry of a menu calls its place. */
const MENUS = {
  "view/title": ({ when }) => viewOf(when),
  "view/item/context": ({ when }) => viewOf(when),
  "editor/title": () => "tab with inputs",
  "flightdeck.editor": () => "editor menu",
};

const VIEWS = { "flightdeck.environments": "Environments view", "flightdeck.runs": "Runs view" };

function viewOf(when) {
  return VIEWS[/^view == ([\w.]+)/.exec(when)?.[1]];
}

/** The files whose commands are lenses. */
const LENSES = ["server/features/codeLens.ts", "client/lenses.ts"];

/** Where a user finds a command. */
function placesOf(command, menus) {
  const entries = (menu) => menus[menu].filter((each) => each.command === command);
  const inPalette = entries("commandPalette").every(({ when }) => when !== "false");
  const isLens = LENSES.some((file) => readFileSync(file, "utf8").includes(`"${command}"`));
  const inMenus = Object.entries(MENUS).flatMap(([menu, placeOf]) => entries(menu).map(placeOf));
  const places = [...(inPalette ? ["palette"] : []), ...(isLens ? ["lens"] : []), ...new Set(inMenus)];
  if (places.length === 0 || places.includes(undefined)) throw new Error(`${command} is found at no known place.`);
  return places;
}

function keysOf({ key, mac }) {
  return mac === undefined ? `\`${key}\`` : `\`${key}\`, on macOS \`${mac}\``;
}

/** A rule's file holds its code, its severity and the sentences that this page shows. */
function ruleSections() {
  return globSync("core/rules/*.ts")
    .sort()
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      if (!text.includes(" = defineRule(")) return [];
      const code = /code: "([^"]+)"/.exec(text)?.[1];
      const severity = /severity: "([^"]+)"/.exec(text)?.[1];
      const why = /why: \(\) =>\s*l10n\.t\(\s*"([^"]+)"/.exec(text)?.[1];
      const about = /^\/\*\*\s*([\s\S]*?)\*\//
        .exec(text)?.[1]
        ?.replace(/^\s*\* ?/gm, "")
        .trim();
      if (!code || !severity || !about || !why)
        throw new Error(`${file} lacks a code, a severity, a reason or an opening comment.`);
      return [`### ${code}\n\n${about} ${why}\n\nSeverity: ${severity}.`];
    });
}
