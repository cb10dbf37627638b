/** Names of modules, as imports write them: with leading dots they are relative to a package. */

/** How many dots a name begins with. */
export function levelOf(name: string): number {
  let level = 0;
  while (name[level] === ".") level++;
  return level;
}

/**
 * What `import_module(name, pack)` imports, without dots. Undefined where Python refuses: there is no package, or it lies
 * not that deep.
 */
export function withinPackage(pack: string, name: string): string | undefined {
  const level = levelOf(name);
  const above = pack.split(".");
  const kept = above.length - (level - 1);
  if (kept < 1 || above.includes("")) return undefined;
  const rest = name.slice(level);
  return [...above.slice(0, kept), ...(rest === "" ? [] : [rest])].join(".");
}
