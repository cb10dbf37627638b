/** What rooms must not do although no import gives it away. Each failure names file and line. */

import { globSync } from "node:fs";
import { SyntaxKind } from "ts-morph";
import { expect, test } from "vitest";
import { pathOf, readText, roomOf, root, sources } from "./source.ts";

const pureRooms = [
  "base",
  "protocol",
  "core/analysis",
  "core/sdk",
  "core/rules",
  "core/plan",
  "core/launch",
  "core/graph",
];

function matches(pattern: RegExp, where: (path: string) => boolean): string[] {
  return sources.flatMap((file) => {
    const path = pathOf(file);
    if (!where(path)) return [];
    return file
      .getDescendantsOfKind(SyntaxKind.Identifier)
      .filter((node) => pattern.test(node.getText()) && !isMember(node.getParent()?.getText() ?? "", node.getText()))
      .map((node) => `${path}:${node.getStartLineNumber()} ${node.getText()}`);
  });
}

/** Whether the identifier is a property of something else, as in `x.process`. */
function isMember(parent: string, name: string): boolean {
  return parent.endsWith(`.${name}`) || parent.startsWith(`${name}:`) || parent.startsWith(`readonly ${name}`);
}

test("pure rooms see no disk, clock, process, chance or network", () => {
  const impure =
    /^(process|setTimeout|setInterval|setImmediate|Date|performance|fetch|crypto|console|globalThis|Buffer)$/;
  expect(matches(impure, (path) => pureRooms.includes(roomOf(path) ?? ""))).toEqual([]);
});

test("protocol holds types and names, no logic", () => {
  const logic = sources
    .filter((file) => pathOf(file).startsWith("protocol/"))
    .flatMap((file) =>
      [...file.getFunctions(), ...file.getClasses(), ...file.getDescendantsOfKind(SyntaxKind.ArrowFunction)].map(
        (node) => `${pathOf(file)}:${node.getStartLineNumber()}`,
      ),
    );
  expect(logic).toEqual([]);
});

test("no process is started through a shell", () => {
  const shells = sources.flatMap((file) =>
    file
      .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
      .filter((node) => node.getName() === "shell" && node.getInitializer()?.getText() !== "false")
      .map((node) => `${pathOf(file)}:${node.getStartLineNumber()}`),
  );
  expect(shells).toEqual([]);
});

test("the SDK's internals are named in the bridge alone", () => {
  const named = sources
    .filter((file) => !pathOf(file).startsWith("core/sdk/generated/"))
    .flatMap((file) =>
      [
        ...file.getDescendantsOfKind(SyntaxKind.StringLiteral),
        ...file.getDescendantsOfKind(SyntaxKind.NoSubstitutionTemplateLiteral),
      ]
        .filter((node) => /\bflyte\._/.test(node.getLiteralText()))
        .map((node) => `${pathOf(file)}:${node.getStartLineNumber()}`),
    );
  expect(named).toEqual([]);
});

test("the bridge imports the standard library, the SDK and itself", () => {
  const standard = new Set(
    "__future__ abc argparse array asyncio atexit base64 binascii builtins codecs collections concurrent contextlib contextvars copy ctypes dataclasses datetime enum errno fcntl functools gc hashlib heapq importlib inspect io itertools json linecache logging math mmap msvcrt os pathlib pickle platform queue re select shlex shutil signal site socket stat string struct subprocess sys sysconfig tempfile textwrap threading time traceback types typing unittest uuid warnings weakref".split(
      " ",
    ),
  );
  const allowed = /^(flyte|flyteidl2|google|flightdeck_bridge|click|connectrpc)$/;
  const foreign = globSync("runner/python/**/*.py", { cwd: root }).flatMap((path) =>
    readText(path.replaceAll("\\", "/"))
      .split("\n")
      .flatMap((line, index) => {
        const match = /^\s*(?:from\s+(\.*[\w.]*)\s+import|import\s+([\w.]+))/.exec(line);
        const top = (match?.[1] ?? match?.[2] ?? "").split(".")[0] ?? "";
        return top === "" || standard.has(top) || allowed.test(top) ? [] : [`${path}:${index + 1} ${line.trim()}`];
      }),
  );
  expect(foreign).toEqual([]);
});

test("every file opens by saying what it is for, and can be read in one sitting", () => {
  const wrong = sources.flatMap((file) => {
    const text = file.getFullText();
    const path = pathOf(file);
    const lines = text.split("\n").length;
    return [
      ...(/^\/\*\*|^\/\//.test(text) ? [] : [`${path}: no opening sentence`]),
      ...(lines > 400 ? [`${path}: ${lines} lines`] : []),
    ];
  });
  expect(wrong).toEqual([]);
});

test("nothing is exported as default", () => {
  expect(sources.filter((file) => file.getDefaultExportSymbol() !== undefined).map(pathOf)).toEqual([]);
});
