/** What tests use of workbench.mjs. */

export type WorkbenchName = "newest" | "oldest";

export function workbenchPaths(name: WorkbenchName): {
  readonly folder: string;
  readonly node: string;
  readonly server: string;
  readonly main: string;
};

export function nodePaths(version: string): {
  readonly folder: string;
  readonly package: string;
  readonly executable: string;
};

export const WORKBENCHES: Readonly<Record<WorkbenchName, { readonly vscode: string; readonly node: string }>>;

export function findBrowser(): string | undefined;
