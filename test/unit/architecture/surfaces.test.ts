/** Surfaces of the client stand side by side, and speak the user's language. Each failure names its file. */

import { Node, type SourceFile, SyntaxKind } from "ts-morph";
import { expect, test } from "vitest";
import { importsOf, pathOf, sources } from "./source.ts";

const client = sources.filter((file) => pathOf(file).startsWith("client/"));

/** What a user sees or starts, each in a file of its own; main.ts and commands.ts put them together. */
const surfaces: readonly string[] = [
  "diagnostics",
  "environments/environmentsView",
  "environments/filter",
  "environments/groupBy",
  "environments/welcome",
  "executions/failureMarks",
  "graph/graph",
  "journal/reports",
  "lenses",
  "manual",
  "newProject",
  "plan",
  "python/chooseInterpreter",
  "python/install",
  "python/status",
  "python/warmUp",
  "runs/outcomes",
  "runs/runsView",
  "start/deploy",
  "start/run",
].map((name) => `client/${name}.ts`);

test("surfaces do not import each other; a type says what one is given", () => {
  const known = client.map(pathOf);
  expect(surfaces.filter((surface) => !known.includes(surface))).toEqual([]);
  const wrong = client
    .filter((file) => surfaces.includes(pathOf(file)))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ path, typeOnly }) => !typeOnly && path !== undefined && surfaces.includes(path))
        .map(({ path }) => `${pathOf(file)} imports ${path}`),
    );
  expect(wrong).toEqual([]);
});

/** Properties and functions whose text a user reads. */
const SHOWN =
  /^(title|placeHolder|placeholder|prompt|tooltip|openLabel|detail|description|label|validationMessage|text)$/;
const SHOWING = /^show(Error|Warning|Information)Message$/;

/** Literals that are read as they stand: more than one word, or a word with a capital. */
const isWords = (text: string): boolean => /[A-Za-z]{2,} [a-z]/.test(text) || /^[A-Z][a-z]{2,}/.test(text);

function literals(node: Node): readonly Node[] {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) {
    return isWords(node.getLiteralText()) ? [node] : [];
  }
  if (Node.isTemplateExpression(node)) {
    const parts = [node.getHead(), ...node.getTemplateSpans().map((span) => span.getLiteral())];
    return parts.some((part) => isWords(part.getLiteralText().trim())) ? [node] : [];
  }
  if (Node.isConditionalExpression(node)) return [...literals(node.getWhenTrue()), ...literals(node.getWhenFalse())];
  return [];
}

function wordsOf(file: SourceFile): readonly Node[] {
  const properties = file
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .filter((each) => SHOWN.test(each.getName()))
    .flatMap((each) => literals(each.getInitializerOrThrow()));
  const assigned = file
    .getDescendantsOfKind(SyntaxKind.BinaryExpression)
    .filter(
      (each) =>
        each.getOperatorToken().getText() === "=" && SHOWN.test(each.getLeft().getText().split(".").at(-1) ?? ""),
    )
    .flatMap((each) => literals(each.getRight()));
  const shown = file
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter((each) => SHOWING.test(each.getExpression().getText().split(".").at(-1) ?? ""))
    .flatMap((each) => each.getArguments().flatMap(literals));
  return [...properties, ...assigned, ...shown];
}

/** Names, which are the same in every language. */
const NAMES = new Set(["Flightdeck", "Flightdeck Log", "Python", "None", "Flyte"]);

test("every word that the client shows goes through l10n", () => {
  const bare = client.flatMap((file) =>
    wordsOf(file)
      .filter((node) => !NAMES.has(node.getText().slice(1, -1)))
      .map((node) => `${pathOf(file)}:${node.getStartLineNumber()} ${node.getText()}`),
  );
  expect(bare).toEqual([]);
});
