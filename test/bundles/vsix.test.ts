/** What the packed extension holds: all it needs, nothing else, and not too much of it. */

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";

const root = join(import.meta.dirname, "..", "..");

let vsix: string;
let unpacked: string;

beforeAll(async () => {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  vsix = join(root, `flightdeck-${version}.vsix`);
  unpacked = await mkdtemp(join(tmpdir(), "flightdeck-vsix-"));
  await promisify(execFile)(pythonOf(VENV), ["-m", "zipfile", "-e", vsix, unpacked]);
});

afterAll(() => rm(unpacked, { recursive: true, force: true }));

test("the package is at most 2 MiB", async () => {
  expect((await stat(vsix)).size).toBeLessThanOrEqual(2_097_152);
});

test("the package holds what runs, and nothing of how it was made", async () => {
  const { stdout } = await promisify(execFile)(pythonOf(VENV), ["-m", "zipfile", "-l", vsix]);
  const names = stdout
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.replace(/\s+\d{4}-\d\d-\d\d .*$/, ""))
    .filter((name) => name !== "");
  const kinds = names.map((name) =>
    name
      .replace(/^extension\/dist\/python\/.+\.(py|pyi|typed)$/, "extension/dist/python/**.$1")
      .replace(/^extension\/media\/.+\.(svg|png|md)$/, "extension/media/*.$1")
      .replace(/^extension\/l10n\/.+\.json$/, "extension/l10n/*.json"),
  );
  expect([...new Set(kinds)].toSorted().join("\n")).toMatchInlineSnapshot(`
    "[Content_Types].xml
    extension.vsixmanifest
    extension/LICENSE.txt
    extension/changelog.md
    extension/dist/THIRD_PARTY_NOTICES.txt
    extension/dist/cli.js
    extension/dist/client.js
    extension/dist/graph.css
    extension/dist/graph.js
    extension/dist/python/**.py
    extension/dist/python/flightdeck_bridge/versions.json
    extension/dist/report.css
    extension/dist/report.js
    extension/dist/runner.js
    extension/dist/server.js
    extension/dist/surfaces.js
    extension/dist/tree-sitter-python.wasm
    extension/dist/web-tree-sitter.wasm
    extension/dist/worker.js
    extension/l10n/*.json
    extension/media/*.png
    extension/media/*.svg
    extension/package.json
    extension/package.nls.json
    extension/readme.md
    extension/syntaxes/log.tmLanguage.json
    extension/syntaxes/plan.language-configuration.json
    extension/syntaxes/plan.tmLanguage.json
    extension/syntaxes/run.tmLanguage.json"
  `);
});

test("third parties are named", async () => {
  const notices = await readFile(join(unpacked, "extension", "dist", "THIRD_PARTY_NOTICES.txt"), "utf8");
  for (const name of [
    "vscode-languageclient",
    "vscode-jsonrpc",
    "web-tree-sitter",
    "tree-sitter-python",
    "execa",
    "@dagrejs/dagre",
  ]) {
    expect(notices).toContain(name);
  }
});

test("every file that the manifest names is there", async () => {
  const text = await readFile(join(unpacked, "extension", "package.json"), "utf8");
  const paths = [...text.matchAll(/"(?:\.\/)?((?:dist|media|syntaxes|l10n)\/[^"]*\.[a-z]+)"/g)].map(
    (match) => match[1],
  );
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) await stat(join(unpacked, "extension", path ?? ""));
});
