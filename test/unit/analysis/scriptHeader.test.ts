/** Which headers make an environment of their own (PEP 723). */

import { expect, test } from "vitest";
import { scriptHeader } from "../../../core/analysis/read/scriptHeader.ts";

const isScript = (text: string) => scriptHeader(text) !== undefined;

const header = (...lines: string[]) =>
  ["# /// script", ...lines.map((line) => `# ${line}`), "# ///", "import flyte"].join("\n");

test("a header that names Flyte does", () => {
  expect(isScript(header('dependencies = ["flyte>=2"]'))).toBe(true);
  expect(isScript(header("dependencies = [", "  'pandas',", "  'flyteplugins-spark',", "]"))).toBe(true);
  expect(isScript(`#!/usr/bin/env python\n\n${header('dependencies = ["flyte"]')}`)).toBe(true);
  expect(isScript(header('dependencies = ["flyte"]').replaceAll("\n", "\r\n"))).toBe(true);
});

test("others don't: none, one without Flyte, one without an end, one of another kind", () => {
  expect(isScript('import flyte\nDEPENDENCIES = ["flyte"]\n')).toBe(false);
  expect(isScript(header('dependencies = ["pandas", "flytekit"]'))).toBe(false);
  expect(isScript('# /// script\n# dependencies = ["flyte"]\nimport flyte\n')).toBe(false);
  expect(isScript(header('dependencies = ["flyte"]').replace("script", "other"))).toBe(false);
});

/** Its fields with their values, and the text that each stands at. */
function fields(text: string) {
  return scriptHeader(text)?.map(({ name, value, start, end }) => ({ name, value, at: text.slice(start, end) }));
}

test("what a header asks for is read, and keeps its place", () => {
  const text = `#!/usr/bin/env python\n${header(
    'requires-python = ">=3.11"  # ours',
    "dependencies = [",
    '  "flyte>=2",  # pinned',
    "  'pandas[all]; python_version < \"3.14\"',",
    "]",
    "[tool.uv]",
    'dependencies = ["other"]',
  )}`;
  expect(fields(text)).toEqual([
    { name: "requires-python", value: ">=3.11", at: 'requires-python = ">=3.11"' },
    {
      name: "dependencies",
      value: ["flyte>=2", 'pandas[all]; python_version < "3.14"'],
      at: [
        "dependencies = [",
        '#   "flyte>=2",  # pinned',
        "#   'pandas[all]; python_version < \"3.14\"',",
        "# ]",
      ].join("\n"),
    },
  ]);
  expect(fields(header('dependencies = ["flyte\\u003e2"]').replaceAll("\n", "\r\n"))?.[0]?.value).toEqual(["flyte>2"]);
});

test("what can't be read has a place and no value", () => {
  expect(fields(header('dependencies = ["flyte", 3]', "requires-python = 3"))).toEqual([
    { name: "requires-python", value: undefined, at: "requires-python =" },
    { name: "dependencies", value: undefined, at: "dependencies =" },
  ]);
  expect(fields(header('dependencies = ["""flyte"""]'))?.[0]?.value).toBeUndefined();
  expect(fields(header('dependencies = ["flyte\\q"]'))?.[0]?.value).toBeUndefined();
});
