/** What the packed extension holds: all it needs, nothing else, and not too much of it. */

import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
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
      .replace(/^extension\/docs\/.+\.md$/, "extension/docs/*.md")
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
    extension/docs/*.md
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

/** What the Markdown of a page leads to or shows. */
function targetsOf(text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)/g), ...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return links.map(([, target]) => target ?? "").filter((target) => !/^(https:|#)/.test(target));
}

test("the extension's own page has no pictures and links that the editor can't show there", async () => {
  const text = await readFile(join(unpacked, "extension", "readme.md"), "utf8");
  expect(targetsOf(text)).toEqual([]);
  expect(text).not.toMatch(/<!--|npm |!\[/);
  expect(text).toContain("Flightdeck: Open the Manual");
});

test("the manual is packed, and each of its links leads to a page and a heading that are packed too", async () => {
  const docs = join(unpacked, "extension", "docs");
  const pages = await readdir(docs);
  const texts = new Map(
    await Promise.all(pages.map(async (page) => [page, await readFile(join(docs, page), "utf8")] as const)),
  );
  const anchorsOf = (page: string) =>
    [...(texts.get(page) ?? "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
  const dead = [...texts].flatMap(([page, text]) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
      if (target.startsWith("https:")) return [];
      const [file, anchor] = target.split("#");
      const to = file === "" || file === undefined ? page : file;
      const found = texts.has(to) && (anchor === undefined || anchorsOf(to).includes(anchor));
      return found ? [] : [`${page}: ${target}`];
    }),
  );
  expect(dead).toEqual([]);
  const read = new Set(targetsOf(texts.get("manual.md") ?? ""));
  expect(pages.filter((page) => page !== "manual.md" && !read.has(page))).toEqual([]);
});

/** A heading's address, as the editor and GitHub make it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

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
