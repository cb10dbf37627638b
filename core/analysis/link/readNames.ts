/** What a file reads of the modules that it imports: `acme.env` of `import acme`. Where these modules lie is the workspace's. */

import type { FileFacts } from "../code/facts.ts";
import type { Expr, Stmt } from "../code/ir.ts";

/** Longer chains go on inside of what a module holds. */
const MAX_PARTS = 4;

type Node = { readonly kind?: unknown } & Readonly<Record<string, unknown>>;

/**
 * Dotted names as an import would write them, with the leading dots of relative ones.
 * @param counts which modules are of interest: without any, nothing is looked through
 */
export function readNames({ body, imports }: FileFacts, counts: (module: string) => boolean): readonly string[] {
  if (!imports.some(counts)) return [];
  /** By the name that it has in the file. */
  const bound = new Map<string, Set<string>>();
  const bind = (name: string, module: string) => {
    if (counts(module)) bound.set(name, (bound.get(name) ?? new Set()).add(module));
  };
  const chains = new Set<string>();
  const texts: string[] = [];

  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    const { kind, text } = node as Node;
    if ((kind === "unread" || kind === "deferred") && typeof text === "string") texts.push(text);
    if (kind === "import" || kind === "importFrom") bindNames(node as Stmt, bind);
    if (kind === "attribute") {
      const chain = chainOf(node as Expr);
      if (chain !== undefined) {
        chains.add(chain.slice(0, MAX_PARTS).join("."));
        return;
      }
    }
    // Half the time of asking for the values as a list.
    for (const key in node) {
      const each = (node as Node)[key];
      if (typeof each === "object") visit(each);
    }
  };
  visit(body);
  for (const text of bound.size === 0 ? [] : texts) {
    for (const [chain] of text.matchAll(CHAIN)) chains.add(chain.split(".").slice(0, MAX_PARTS).join("."));
  }
  const found = [...chains].flatMap((chain) => {
    const dot = chain.indexOf(".");
    return [...(bound.get(chain.slice(0, dot)) ?? [])].map((module) => module + chain.slice(dot));
  });
  return [...new Set(found)];
}

/** In the text of a body or a definition: what stands in a comment or in text costs a look, and finds nothing. */
const CHAIN = /(?<![\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+/gu;

function chainOf(expr: Expr): readonly string[] | undefined {
  const parts: string[] = [];
  let at: Expr = expr;
  for (; at.kind === "attribute"; at = at.object) parts.unshift(at.name);
  return at.kind === "name" ? [at.id, ...parts] : undefined;
}

function bindNames(stmt: Stmt, bind: (name: string, module: string) => void): void {
  if (stmt.kind === "import") {
    for (const { module, as } of stmt.names) {
      const first = module.split(".", 1)[0] ?? module;
      bind(as ?? first, as === undefined ? first : module);
    }
  }
  if (stmt.kind !== "importFrom" || stmt.names === "*") return;
  const from = ".".repeat(stmt.level) + stmt.module;
  for (const { name, as } of stmt.names) bind(as ?? name, stmt.module === "" ? from + name : `${from}.${name}`);
}
