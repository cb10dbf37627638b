/** Python's string literals and docstrings as text. */

const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
  "\r\n": "",
};

const ESCAPE = /\\(\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[^}]*\}|[\s\S])/g;

/** The text between the quotes, with escapes resolved as Python does; names of characters (`\N{…}`) stay as written. */
export function withoutEscapes(raw: string): string {
  if (!raw.includes("\\")) return raw.includes("\r") ? raw.replace(/\r\n/g, "\n") : raw;
  return raw.replace(/\r\n/g, "\n").replace(ESCAPE, (whole, body: string) => {
    const simple = SIMPLE[body];
    if (simple !== undefined) return simple;
    const first = body[0] ?? "";
    if (/[xuU]/.test(first) && body.length > 1) return character(Number.parseInt(body.slice(1), 16)) ?? whole;
    if (/[0-7]/.test(first)) return character(Number.parseInt(body, 8)) ?? whole;
    return whole;
  });
}

function character(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** What `inspect.cleandoc` makes of a docstring. */
export function cleanDoc(doc: string): string {
  const lines = doc.replace(/\t/g, "        ").split("\n");
  const indent = Math.min(
    ...lines.slice(1).flatMap((line) => (line.trim() === "" ? [] : [line.length - line.trimStart().length])),
  );
  const cleaned = lines.map((line, at) =>
    at === 0 ? line.trimStart() : Number.isFinite(indent) ? line.slice(indent) : line.trimStart(),
  );
  while (cleaned.length > 0 && cleaned.at(-1)?.trim() === "") cleaned.pop();
  while (cleaned.length > 0 && cleaned[0]?.trim() === "") cleaned.shift();
  return cleaned.join("\n");
}

/** Where strings that span lines lie, found without a grammar so that broken text has them too. */
export function multiLineStrings(text: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  const token = /#[^\n]*|"""|'''|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const quote = match[0];
    if (quote !== '"""' && quote !== "'''") continue;
    let end = text.indexOf(quote, token.lastIndex);
    while (end > 0 && text[end - 1] === "\\" && text[end - 2] !== "\\") end = text.indexOf(quote, end + 1);
    // Unclosed: rather no string than the rest of the file.
    if (end < 0) break;
    found.push({ start: match.index, end: end + 3 });
    token.lastIndex = end + 3;
  }
  return found;
}
