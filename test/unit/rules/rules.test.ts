/** Each rule on Python that marks what it must find: `#` and tildes lie under the reported text. What bears no mark must be silent. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLinker, type FileFacts } from "../../../core/analysis/index.ts";
import { checkModel, rules } from "../../../core/rules/index.ts";
import { loadGrammar } from "../../../core/workspace/index.ts";
import { grammar } from "../workspace/parts.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/rules");
const parser = await loadGrammar(grammar);

/** What lies here is a package of the interpreter. */
const INSTALLED = "site-packages/";

const pythonIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".py"));

/** `file:line:column+length code: message`, lines from 1; with the severity where it is not the rule's own. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  const linker = createLinker(parser.read);
  const installed = new Map<string, FileFacts>();
  for (const [path, text] of Object.entries(files)) {
    if (path.startsWith(INSTALLED)) installed.set(path.slice(INSTALLED.length), parser.facts(text));
    else linker.set(path, parser.facts(text));
  }
  linker.setInstalled(installed);
  const { changed } = linker.link();
  return checkModel({ revision: 1, files: changed })
    .map(({ code, severity, place: { file, range }, message }) => {
      const own = rules.find((rule) => rule.code === code)?.severity;
      const where = `${file}:${range.start.line + 1}:${range.start.character}+${range.end.character - range.start.character}`;
      return `${where} ${code}${severity === own ? "" : ` ${severity}`}: ${message}`;
    })
    .sort();
}

function marked(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files)
    .flatMap(([path, text]) => {
      let line = 0;
      return text.split("\n").flatMap((content, index) => {
        const mark = /^(\s*)(#~+) (.*)$/.exec(content);
        if (mark === null) {
          line = index + 1;
          return [];
        }
        return [`${path}:${line}:${mark[1]?.length}+${mark[2]?.length} ${mark[3]}`];
      });
    })
    .sort();
}

for (const code of readdirSync(fixtures)) {
  test(code, () => {
    const folder = join(fixtures, code);
    const files = Object.fromEntries(pythonIn(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
    expect(found(files)).toEqual(marked(files));
  });
}

test("each rule has a fixture that makes it speak, and says why it matters", () => {
  expect(rules.map(({ code }) => code).sort()).toEqual(readdirSync(fixtures).sort());
  for (const { code, why } of rules) {
    const folder = join(fixtures, code);
    const text = pythonIn(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(text.join("\n")).toMatch(new RegExp(`#~+ ${code}`));
    expect(why()).toMatch(/^[A-Z].*\.$/);
  }
});
