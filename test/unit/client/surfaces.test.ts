/** Small decisions of the surfaces: why a view is empty, what a failure offers, what diagnostics hold. */

import { expect, test } from "vitest";
import { diagnosticsText } from "../../../client/diagnosticsText.ts";
import { emptyNodes, emptyText } from "../../../client/emptyView.ts";
import { failureOf } from "../../../client/failures.ts";
import { viewState } from "../../../client/viewState.ts";

test("an empty view says its reason", () => {
  const indexing = { kind: "indexing", done: 1, total: 2 } as const;
  const none = { kind: "ready", files: 3, flyte: 0 } as const;
  const failed = { kind: "failed", message: "no such folder" } as const;
  expect(viewState("starting", [undefined], false)).toBe("starting");
  expect(viewState("running", [none, undefined], false)).toBe("starting");
  expect(viewState("running", [none, indexing], false)).toBe("indexing");
  expect(viewState("running", [none], false)).toBe("noFlyte");
  expect(viewState("running", [none, none], true)).toBe("ready");
  expect(viewState("running", [failed], false)).toBe("failed");
  expect(viewState("running", [failed, none], false)).toBe("noFlyte");
  expect(viewState("failed", [none], true)).toBe("failed");
});

test("a failure says what happened and where, and offers the next step", () => {
  const frames = [{ file: "/p/etl.py", line: 31, function: "load", user: true }];
  expect(
    failureOf({ code: "userError", exception: "ValueError", message: "no rows\nmore", frames }, "etl.main", "/p"),
  ).toEqual({ message: "etl.main failed: ValueError: no rows (etl.py:31)", steps: ["showLog", "goToLine"] });
  expect(failureOf({ code: "sdkMissing", message: "Flyte isn't installed.", frames: [] }, "etl.main", "/p")).toEqual({
    message: "etl.main failed: Flyte isn't installed.",
    steps: ["installSdk", "chooseInterpreter"],
  });
  expect(failureOf({ code: "configMissing", message: "nowhere", frames: [] }, "deploy etl", "/p").steps).toEqual([
    "chooseConfigFile",
    "openGuide",
  ]);
  expect(failureOf({ code: "serverUnavailable", message: "down", frames: [] }, "deploy etl", "/p").steps).toEqual([
    "retry",
    "showLog",
  ]);
});

test("diagnostics name neither the home folder nor secrets", () => {
  const text = diagnosticsText({
    home: "/home/ada",
    versions: { Flightdeck: "0.1.0" },
    folders: [{ name: "etl", facts: { path: "/home/ada/etl", settings: { "flightdeck.project": "p" } } }],
    log: ['server: Authorization: Bearer abc.def "password": "hunter2" token=xyz', "started"],
  });
  expect(text).toBe(`# Flightdeck diagnostics

Nothing of this was sent anywhere. Read it before you share it: paths and the names of files are in it.

## Versions

- Flightdeck: 0.1.0

## Folder etl

\`\`\`json
{
  "path": "~/etl",
  "settings": {
    "flightdeck.project": "p"
  }
}
\`\`\`

## Last lines of the log

\`\`\`
server: Authorization: Bearer ‹left out› "password": ‹left out› token=‹left out›
started
\`\`\`
`);
});

test("a folder without Flyte code says how much was read, and offers what to do", () => {
  const text = (files: number, flyte: number, trusted = true) => emptyText({ files, flyte }, trusted, String);
  expect(text(214, 0)).toBe(
    "No Flyte environments in this folder. Flightdeck read 214 Python files and found none that imports flyte.",
  );
  expect(text(1, 0)).toBe(
    "No Flyte environments in this folder. Flightdeck read 1 Python file, and it doesn't import flyte.",
  );
  expect(text(0, 0)).toBe(
    "No Flyte environments: there are no Python files in this folder, besides those that git ignores.",
  );
  expect(text(214, 3, false)).toBe(
    "No Flyte environments in this folder. Flightdeck read 214 Python files: 3 import flyte, and none defines an environment. The folder isn't trusted, so nothing in it is executed.",
  );
  const offers = (trusted: boolean, missing: boolean) => emptyNodes(trusted, missing).map(({ command }) => command);
  expect(offers(true, false)).toEqual(["flightdeck.newProject", "flightdeck.openGuide"]);
  expect(offers(true, true)).toEqual(["flightdeck.newProject", "flightdeck.openGuide", "flightdeck.installSdk"]);
  expect(offers(false, true)).toEqual(["flightdeck.newProject", "flightdeck.openGuide", "workbench.trust.manage"]);
});
