/** The pages name commands and buttons as the editor shows them, and say where they are. */

import { existsSync, globSync } from "node:fs";
import { join, sep } from "node:path";
import { expect, test } from "vitest";
import { readJson, readText, root } from "./source.ts";

const pages = globSync(["README.md", "CHANGELOG.md", "docs/*.md"], { cwd: root });
const manifestWords = readJson<Readonly<Record<string, string>>>("package.nls.json");
const titles = Object.entries(manifestWords).flatMap(([key, title]) =>
  key.startsWith("command.") ? [title, `Flightdeck: ${title}`] : [],
);
const buttons = Object.values(readJson<Readonly<Record<string, string>>>("l10n/bundle.l10n.json"));
const shown = new Set([...titles, ...buttons]);

/** What the editor, Python and the system say themselves. */
const others = new Set([
  "Cancel",
  "Extensions: Install from VSIX…",
  "Maybe more",
  "No module named 'shop'",
  "Permission denied",
  "Uncaught Exceptions",
]);

/** Several words with capitals, but for the small ones between them: a title, and no beginning of a sentence. */
const TITLE = /^[A-Z]\w+( (a|an|as|at|in|of|the|with|[A-Z]\w*))+…?$/;

test("what the pages set off as a command or a button is called so", () => {
  const wrong = pages.flatMap((page) => {
    const text = readText(page)
      .replaceAll(/```.*?```/gs, "")
      .replaceAll(/`[^`\n]*`/g, "");
    const italic = [...text.matchAll(/(?<![*\w])\*([A-Z][^*]*)\*(?!\*)/g)].map(([, words = ""]) => words);
    const bold = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words = ""]) => words);
    return (
      [...italic, ...bold.filter((words) => TITLE.test(words))]
        // Behind a dot stands what a lens adds to its title.
        .map((words) => words.replaceAll(/\s+/g, " ").replace(/ · .*/, ""))
        .filter((words) => !shown.has(words) && !others.has(words))
        .map((words) => `${page}: ${words}`)
    );
  });
  expect(wrong).toEqual([]);
});

test("each file of the project that a page names is there", () => {
  const files = globSync("{base,cli,client,core,docs,protocol,runner,samples,scripts,server,test}/**/*.*", {
    cwd: root,
  });
  const all = new Set(files.map((path) => path.split(sep).join("/")));
  const wrong = globSync(["*.md", "docs/**/*.md"], { cwd: root }).flatMap((page) =>
    [...readText(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|py))`/g)]
      .map(([, path = ""]) => path)
      .filter((path) => !all.has(path) && existsSync(join(root, path.split("/", 1)[0] ?? "")))
      .map((path) => `${page}: ${path}`),
  );
  expect(wrong).toEqual([]);
});

test("the reference says where a command is found, and its keys on each system", () => {
  const row = (command: string) =>
    readText("docs/reference.md")
      .split("\n")
      .find((line) => line.includes(`\`${command}\``));
  expect(row("flightdeck.runAtCursor")).toBe(
    "| Flightdeck: Run Task at Cursor | palette, editor menu | `shift+alt+r`, on macOS `ctrl+alt+r` | `flightdeck.runAtCursor` |",
  );
  expect(row("flightdeck.run")).toBe("| Run | lens, Environments view |  | `flightdeck.run` |");
  expect(row("flightdeck.rerun")).toBe("| Rerun | Runs view |  | `flightdeck.rerun` |");
  expect(row("flightdeck.stopServing")).toBe(
    "| Stop Serving | lens, Environments view, Runs view |  | `flightdeck.stopServing` |",
  );
});
