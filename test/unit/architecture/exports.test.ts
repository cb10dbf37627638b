/** What is exported is used by another file. Types are left out: they name what a signature holds, for whoever reads it. */

import { globSync } from "node:fs";
import { join } from "node:path";
import { Node, Project, type SourceFile, SyntaxKind } from "ts-morph";
import { expect, test } from "vitest";
import { importsOf, pathOf, root, sources } from "./source.ts";

/** Called by those who load the bundle. */
const called: readonly string[] = ["client/main.ts activate", "client/main.ts deactivate"];

/** Tests and scripts are users, too. */
const users: readonly SourceFile[] = (() => {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const paths = globSync(["test/**/*.ts", "scripts/*.mjs"], { cwd: root });
  project.addSourceFilesAtPaths(paths.filter((path) => !path.includes("fixtures")).map((path) => join(root, path)));
  return [...sources, ...project.getSourceFiles()];
})();

/** `path name` of all that a file takes from others: by name, or as a member of a whole module. */
function usedBy(file: SourceFile): readonly string[] {
  const paths = importsOf(file).flatMap(({ path }) => path ?? []);
  const named = [
    ...file.getDescendantsOfKind(SyntaxKind.ImportSpecifier),
    ...file.getDescendantsOfKind(SyntaxKind.ExportSpecifier),
  ].map((each) => each.getName());
  const members = file.getDescendantsOfKind(SyntaxKind.PropertyAccessExpression).map((each) => each.getName());
  const destructured = file.getDescendantsOfKind(SyntaxKind.BindingElement).map((each) => each.getName());
  const names = new Set([...named, ...members, ...destructured]);
  return paths.flatMap((path) => [...names].map((name) => `${path} ${name}`));
}

test("every exported value is used by another file", () => {
  const used = new Set(users.flatMap(usedBy));
  const unused = sources.flatMap((file) =>
    [...file.getExportedDeclarations()]
      .filter(([, declarations]) =>
        declarations.some(
          (each) =>
            each.getSourceFile() === file && (Node.isFunctionDeclaration(each) || Node.isVariableDeclaration(each)),
        ),
      )
      .map(([name]) => `${pathOf(file)} ${name}`),
  );
  expect(unused.filter((each) => !used.has(each) && !called.includes(each))).toEqual([]);
});
