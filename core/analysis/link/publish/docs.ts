/** What a docstring says of each parameter: Google, NumPy and reStructuredText styles. */

const GOOGLE = /^(?:Args|Arguments|Parameters|Params|Keyword Args|Keyword Arguments)\s*:\s*$/;
const NUMPY = /^(?:Parameters|Other Parameters)\s*$/;

export function parameterDocs(doc: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // Each style has a colon or a rule in it; most docstrings have neither.
  if (doc === undefined || !/:|---/.test(doc)) return found;
  const lines = doc.split("\n");
  for (const [at, line] of lines.entries()) {
    const field = /^\s*:param\s+(?:[^:]*\s)?\*{0,2}(\w+)\s*:\s*(.*)$/.exec(line);
    if (field?.[1] !== undefined) {
      found.set(field[1], joined(field[2] ?? "", following(lines, at + 1, indentOf(line), /^\s*:/)));
    } else if (GOOGLE.test(line.trim())) google(lines, at + 1, indentOf(line), found);
    else if (NUMPY.test(line.trim()) && /^\s*-{3,}\s*$/.test(lines[at + 1] ?? ""))
      numpy(lines, at + 2, indentOf(line), found);
  }
  return found;
}

function google(lines: readonly string[], from: number, outer: number, found: Map<string, string>): void {
  let indent: number | undefined;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    const here = indentOf(line);
    if (here <= outer) return;
    indent ??= here;
    const entry = here === indent ? /^\s*\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$/.exec(line) : null;
    if (entry?.[1] !== undefined) found.set(entry[1], joined(entry[2] ?? "", following(lines, at + 1, here)));
  }
}

function numpy(lines: readonly string[], from: number, outer: number, found: Map<string, string>): void {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    if (/^\s*-{3,}\s*$/.test(lines[at + 1] ?? "")) return;
    if (indentOf(line) !== outer) continue;
    const text = joined("", following(lines, at + 1, outer));
    for (const name of (line.split(":", 1)[0] ?? "").split(",")) {
      const clean = name.trim().replace(/^\*+/, "");
      if (/^\w+$/.test(clean)) found.set(clean, text);
    }
  }
}

/** The lines that are indented further than `indent`. */
function following(lines: readonly string[], from: number, indent: number, stop?: RegExp): string[] {
  const found: string[] = [];
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || indentOf(line) <= indent || stop?.test(line)) break;
    found.push(line.trim());
  }
  return found;
}

function joined(first: string, rest: readonly string[]): string {
  return [first.trim(), ...rest].filter((part) => part !== "").join(" ");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
