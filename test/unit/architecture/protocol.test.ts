/** docs/protocol.md names every request and notification, and none that is gone. */

import { expect, test } from "vitest";
import { pathOf, readText, sources } from "./source.ts";

test("the protocol's page and its types name the same messages", () => {
  const defined = sources
    .filter((file) => /^protocol\/(lsp|runner)\.ts$/.test(pathOf(file)))
    .flatMap((file) => [
      ...file.getFullText().matchAll(/new (?:Request|Notification)Type0?<[\s\S]*?>\(\s*"([^"]+)",?\s*\)/g),
    ])
    .map((match) => match[1]);
  const documented = [...readText("docs/protocol.md").matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);
  expect(defined.length).toBeGreaterThan(0);
  expect([...documented].sort()).toEqual([...defined].sort());
});
