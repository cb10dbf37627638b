/** Which room may import which, and which may touch disk, processes and the editor. Each failure names its file. */

import { expect, test } from "vitest";
import { reachable } from "../../../base/reach.ts";
import { importsOf, pathOf, type Room, roomOf, sources } from "./source.ts";

const arrows: Record<Room, readonly Room[]> = {
  protocol: [],
  base: ["protocol"],
  "core/analysis": ["protocol", "base"],
  "core/sdk": ["protocol"],
  "core/workspace": ["protocol", "base", "core/analysis"],
  "core/rules": ["protocol", "base", "core/analysis", "core/sdk"],
  "core/plan": ["protocol", "base", "core/analysis", "core/sdk"],
  "core/launch": ["protocol", "base"],
  "core/graph": ["protocol", "base"],
  server: [
    "protocol",
    "base",
    "core/analysis",
    "core/sdk",
    "core/workspace",
    "core/rules",
    "core/plan",
    "core/launch",
    "core/graph",
  ],
  "runner/log": ["protocol", "base"],
  runner: ["protocol", "base", "runner/log"],
  cli: [
    "protocol",
    "base",
    "core/analysis",
    "core/sdk",
    "core/workspace",
    "core/rules",
    "core/plan",
    "core/launch",
    "core/graph",
    "runner",
    "runner/log",
    "server",
  ],
  "client/webview": ["protocol", "base"],
  client: ["protocol", "base", "runner/log"],
};

/** Packages a room may import, besides what every room may. */
const packages: Record<Room, readonly (string | RegExp)[]> = {
  protocol: ["vscode-languageserver-protocol", "vscode-jsonrpc"],
  base: [],
  "core/analysis": ["web-tree-sitter"],
  "core/sdk": [],
  "core/workspace": [/^node:/, "ignore", "picomatch"],
  "core/rules": [],
  "core/plan": [],
  "core/launch": [],
  "core/graph": [],
  server: [
    /^vscode-languageserver/,
    "vscode-uri",
    "vscode-jsonrpc",
    "vscode-jsonrpc/node",
    "node:url",
    "node:path",
    "node:os",
    "node:process",
    "node:v8",
    "node:vm",
  ],
  "runner/log": ["node:path"],
  runner: [/^node:/, /^vscode-jsonrpc/, "execa"],
  cli: [/^node:/, "commander", /^vscode-languageserver/],
  "client/webview": ["@dagrejs/dagre"],
  client: [/^node:/, "vscode", /^vscode-languageclient/, /^vscode-jsonrpc/, /^@vscode\/python/, "jsonc-parser"],
};

const everywhere = ["@vscode/l10n"];

const allImports = sources.flatMap((file) => {
  const path = pathOf(file);
  const room = roomOf(path);
  return room === undefined ? [] : importsOf(file).map((each) => ({ ...each, from: path, room }));
});

test("rooms import along the arrows", () => {
  const wrong = allImports.filter(({ path, room }) => {
    const target = path === undefined ? undefined : roomOf(path);
    return target !== undefined && target !== room && !arrows[room].includes(target);
  });
  expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
});

/** The client's folders, from those that anybody may import to those that nobody but commands.ts and surfaces.ts does. */
const clientFolders: readonly (readonly string[])[] = [
  ["editor"],
  ["processes"],
  ["python"],
  ["journal"],
  ["output"],
  ["executions"],
  ["inputs"],
  ["start"],
  ["environments", "runs", "graph"],
];

test("folders of the client import those below them, and not their neighbours", () => {
  const folderOf = (path: string | undefined): string | undefined => /^client\/(\w+)\//.exec(path ?? "")?.[1];
  const height = new Map(clientFolders.flatMap((names, at) => names.map((name) => [name, at] as const)));
  const wrong = allImports
    .filter(({ room }) => room === "client")
    .map(({ from, path }) => ({ from, path, own: folderOf(from), other: folderOf(path) }))
    .filter(({ own, other }) => own !== undefined && other !== own)
    .filter(({ path, own, other }) => {
      if (path === undefined || !path.startsWith("client/")) return false;
      return (height.get(other ?? "") ?? Infinity) >= (height.get(own ?? "") ?? -1);
    });
  expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
  const folders = new Set(allImports.flatMap(({ from, room }) => (room === "client" ? (folderOf(from) ?? []) : [])));
  expect([...folders].sort()).toEqual([...height.keys()].sort());
});

test("in core/analysis reading and linking know neither each other nor words, and what was found is published last", () => {
  const room = "core/analysis/";
  const folderOf = (path: string): string => path.slice(room.length, path.lastIndexOf("/") + 1);
  const inside = allImports.flatMap(({ from, path }) =>
    from.startsWith(room) && path?.startsWith(room) ? { from, path, own: folderOf(from), other: folderOf(path) } : [],
  );
  const wrong = inside.filter(({ from, own, other }) => {
    if (own === other) return false;
    if (own === "") return false;
    if (own === "code/" || own === "words/") return true;
    if (own === "read/") return other !== "code/";
    if (other === "link/publish/") return from !== `${room}link/linker.ts`;
    return other === "" || other === "read/" || (other === "words/" && own !== "link/publish/");
  });
  expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
  expect([...new Set(inside.map(({ own }) => own))].sort()).toEqual([
    "",
    "code/",
    "link/",
    "link/evaluate/",
    "link/flyte/",
    "link/library/",
    "link/publish/",
    "link/values/",
    "read/",
    "words/",
  ]);
});

test("files need each other in a circle only where Python does: a body holds statements, a call evaluates", () => {
  const needs = new Map<string, string[]>();
  for (const { from, path, typeOnly } of allImports) {
    if (path !== undefined && !typeOnly) needs.set(from, [...(needs.get(from) ?? []), path]);
  }
  const inCircles = [...needs.keys()].filter((file) => reachable(needs.get(file) ?? [], needs).has(file));
  const known = ["core/analysis/read/lowerStmt.ts", "core/analysis/read/unread.ts"];
  expect(inCircles.filter((file) => !file.startsWith("core/analysis/link/") && !known.includes(file))).toEqual([]);
});

test("nothing imports tests, scripts or what was built", () => {
  const wrong = allImports.filter(({ path }) => path !== undefined && /^(test|scripts|dist|samples)\//.test(path));
  expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
});

test("each room imports only the packages that its work needs", () => {
  const wrong = allImports.filter(
    ({ specifier, path, room }) =>
      path === undefined &&
      !everywhere.includes(specifier) &&
      !packages[room].some((each) => (typeof each === "string" ? each === specifier : each.test(specifier))),
  );
  expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
});

test("the CLI reaches the server for `lsp` alone", () => {
  const users = allImports.filter(({ from, path }) => from.startsWith("cli/") && path?.startsWith("server/"));
  expect([...new Set(users.map(({ from }) => from))].every((from) => from === "cli/lsp.ts")).toBe(true);
});

test("processes are started in one module of the runner and one of the client", () => {
  const starters = allImports.filter(
    ({ specifier, typeOnly }) => !typeOnly && /^(node:child_process|execa)$/.test(specifier),
  );
  const files = [...new Set(starters.map(({ from }) => from))];
  expect(
    files.filter((file) => file !== "runner/src/processes.ts" && file !== "client/processes/processes.ts"),
  ).toEqual([]);
});

test("threads are started in core/workspace alone", () => {
  const users = allImports.filter(({ specifier }) => specifier === "node:worker_threads");
  expect(users.map(({ from }) => from).filter((from) => !from.startsWith("core/workspace/"))).toEqual([]);
});

test("core/workspace knows no environment and no task, only why a file can't be read", () => {
  const taken = sources
    .filter((file) => pathOf(file).startsWith("core/workspace/"))
    .flatMap((file) =>
      file
        .getImportDeclarations()
        .filter((each) => /\/protocol\/(model|graph|plan|launch)\.ts$/.test(each.getModuleSpecifierValue()))
        .flatMap((each) => each.getNamedImports().map((name) => `${pathOf(file)} imports ${name.getName()}`)),
    );
  expect(taken.filter((each) => !each.endsWith(" imports FileProblem"))).toEqual([]);
});

test("server features do not know each other", () => {
  const wrong = allImports.filter(
    ({ from, path }) =>
      from.startsWith("server/features/") &&
      // The list of all features.
      from !== "server/features/index.ts" &&
      path?.startsWith("server/features/"),
  );
  expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
});

test("rules do not know each other", () => {
  const rules = sources.filter((file) => file.getFullText().includes(" = defineRule(")).map(pathOf);
  const wrong = allImports.filter(
    ({ from, path }) => rules.includes(from) && path !== undefined && [...rules, "core/rules/index.ts"].includes(path),
  );
  expect(rules.length).toBeGreaterThan(0);
  expect(wrong.map(({ from, path }) => `${from} imports ${path}`)).toEqual([]);
});
