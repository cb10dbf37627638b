/** Which headers make an environment of their own (PEP 723). */

import { expect, test } from "vitest";
import { hasScriptHeader } from "../../../core/analysis/scriptHeader.ts";

const header = (...lines: string[]) =>
  ["# /// script", ...lines.map((line) => `# ${line}`), "# ///", "import flyte"].join("\n");

test("a header that names Flyte does", () => {
  expect(hasScriptHeader(header('dependencies = ["flyte>=2"]'))).toBe(true);
  expect(hasScriptHeader(header("dependencies = [", "  'pandas',", "  'flyteplugins-spark',", "]"))).toBe(true);
  expect(hasScriptHeader(`#!/usr/bin/env python\n\n${header('dependencies = ["flyte"]')}`)).toBe(true);
  expect(hasScriptHeader(header('dependencies = ["flyte"]').replaceAll("\n", "\r\n"))).toBe(true);
});

test("others don't: none, one without Flyte, one without an end, one of another kind", () => {
  expect(hasScriptHeader('import flyte\nDEPENDENCIES = ["flyte"]\n')).toBe(false);
  expect(hasScriptHeader(header('dependencies = ["pandas", "flytekit"]'))).toBe(false);
  expect(hasScriptHeader('# /// script\n# dependencies = ["flyte"]\nimport flyte\n')).toBe(false);
  expect(hasScriptHeader(header('dependencies = ["flyte"]').replace("script", "other"))).toBe(false);
});
