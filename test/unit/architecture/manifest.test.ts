/** The manifest, the code and the words agree: nothing is promised that isn't there, nothing is there unsaid. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathOf, readJson, readText, root, sources } from "./source.ts";

interface Manifest {
  readonly main: string;
  readonly icon?: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string; readonly when?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome?: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string }[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly grammars?: readonly { readonly path: string; readonly scopeName: string }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

const manifest = readJson<Manifest>("package.json");
const words = readJson<Readonly<Record<string, unknown>>>("package.nls.json");
const clientText = sources
  .filter((file) => pathOf(file).startsWith("client/"))
  .map((file) => file.getFullText())
  .join("\n");
const contributed = manifest.contributes.commands.map(({ command }) => command);

test("every command of the manifest is carried out by the client", () => {
  expect(contributed.filter((command) => !clientText.includes(`"${command}"`))).toEqual([]);
});

test("every command that a menu, key, welcome view or walkthrough names is in the manifest", () => {
  const { menus, keybindings = [], viewsWelcome = [], views, walkthroughs } = manifest.contributes;
  const texts = [
    ...viewsWelcome.map(({ contents }) => contents),
    ...walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
  ].map((text) => text.replace(/^%(.+)%$/, (_, key: string) => String(words[key] ?? "")));
  const named = [
    ...Object.values(menus)
      .flat()
      .flatMap(({ command }) => command ?? []),
    ...keybindings.map(({ command }) => command),
    ...texts.flatMap((text) => [...text.matchAll(/\(command:(flightdeck\.[\w.]+)/g)].map((match) => match[1] ?? "")),
  ];
  // The editor makes this one for each view.
  const focus = Object.values(views).flatMap((each) => each.map(({ id }) => `${id}.focus`));
  const known = [...contributed, ...focus];
  expect(named.filter((command) => command.startsWith("flightdeck.") && !known.includes(command))).toEqual([]);
});

test("the palette offers a command only where it works", () => {
  const entries = new Set(manifest.contributes.menus.commandPalette?.map(({ command }) => command));
  const enabled = new Set(
    readJson<{ contributes: { commands: { command: string; enablement?: string }[] } }>("package.json")
      .contributes.commands.filter(({ enablement }) => enablement !== undefined)
      .map(({ command }) => command),
  );
  const always = ["restartServer", "collectDiagnostics", "newProject", "openManual"].map(
    (each) => `flightdeck.${each}`,
  );
  expect(always.filter((each) => !contributed.includes(each))).toEqual([]);
  expect(contributed.filter((each) => !entries.has(each) && !enabled.has(each) && !always.includes(each))).toEqual([]);
});

test("what executes is offered in trusted workspaces alone", () => {
  const executing = /^flightdeck\.(run|rerun|debug|deploy|serve|install)/;
  const { commands, menus, keybindings = [] } = manifest.contributes;
  const places = [
    ...commands.map(({ command, enablement }) => ({ command, when: enablement })),
    ...Object.values(menus).flat(),
    ...keybindings,
  ];
  const open = places.filter(
    ({ command = "", when = "" }) =>
      executing.test(command) && when !== "false" && !when.split(" && ").includes("isWorkspaceTrusted"),
  );
  expect(open).toEqual([]);
});

test("every setting is read by the code", () => {
  const text = sources.map((file) => file.getFullText()).join("\n");
  const unread = Object.keys(manifest.contributes.configuration.properties).filter((key) => {
    const parts = key.split(".").slice(1);
    // trace.server is read by vscode-languageclient itself.
    return key !== "flightdeck.trace.server" && !parts.every((part) => new RegExp(`\\b${part}\\b`).test(text));
  });
  expect(unread).toEqual([]);
});

test("settings that name a path are restricted in untrusted workspaces", () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  expect([...restrictedConfigurations].sort()).toEqual([
    "flightdeck.configFile",
    "flightdeck.envFile",
    "flightdeck.interpreter",
  ]);
});

test("every word of the manifest is in package.nls.json, and no other", () => {
  const used = new Set([...readText("package.json").matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]));
  expect([...used].filter((key) => key !== undefined && !(key in words))).toEqual([]);
  expect(Object.keys(words).filter((key) => !used.has(key))).toEqual([]);
});

test("every file that the manifest names is there", () => {
  const paths = [...readText("package.json").matchAll(/"(\.?\/?(?:media|syntaxes|l10n)[^"]*)"/g)].map(
    (match) => match[1] ?? "",
  );
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the VS Code API that is compiled against is the oldest one supported", () => {
  expect(`^${manifest.devDependencies["@types/vscode"]}`).toBe(manifest.engines.vscode);
});
