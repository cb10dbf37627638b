/** Small decisions of the surfaces: why a view is empty, what a failure offers, what diagnostics hold. */

import { expect, test } from "vitest";
import { diagnosticsText } from "../../../client/diagnosticsText.ts";
import type { ViewState } from "../../../client/editor/contextKeys.ts";
import type { Found } from "../../../client/environments/environmentsView.ts";
import { viewState } from "../../../client/environments/viewState.ts";
import { viewOffers, viewText } from "../../../client/environments/viewText.ts";
import { failureOf, stepsOf } from "../../../client/output/failures.ts";
import type { RunErrorCode } from "../../../protocol/run.ts";

test("an empty view says its reason", () => {
  const indexing = { kind: "indexing", done: 1, total: 2 } as const;
  const none = { kind: "ready", files: 3, flyte: 0 } as const;
  const failed = { kind: "failed", message: "no such folder" } as const;
  expect(viewState("starting", [undefined], false)).toBe("starting");
  expect(viewState("running", [none, undefined], false)).toBe("starting");
  expect(viewState("running", [], false)).toBe("noFolder");
  expect(viewState("starting", [], false)).toBe("noFolder");
  expect(viewState("running", [none, indexing], false)).toBe("indexing");
  expect(viewState("running", [none], false)).toBe("noFlyte");
  expect(viewState("running", [none, { kind: "ready", files: 4, flyte: 2 }], false)).toBe("noEnvironments");
  expect(viewState("running", [{ kind: "ready", files: 0, flyte: 0 }], false)).toBe("noPython");
  expect(viewState("running", [none, none], true)).toBe("ready");
  expect(viewState("running", [failed], false)).toBe("failed");
  expect(viewState("running", [failed, none], false)).toBe("noFlyte");
  expect(viewState("failed", [none], true)).toBe("failed");
});

test("a failure says what happened and where, and offers the next step", () => {
  const frames = [{ file: "/p/etl.py", line: 31, function: "load", user: true }];
  expect(
    failureOf({ code: "userError", exception: "ValueError", message: "no rows\nmore", frames }, "etl.main", "/p"),
  ).toEqual({ message: "etl.main failed: ValueError: no rows (etl.py:31)", steps: ["showLog", "goToLine", "debug"] });
  const hint = "Write `await`.";
  expect(
    failureOf({ code: "userError", exception: "TypeError", message: "no", hint, frames }, "etl.main", "/p").message,
  ).toBe("etl.main failed: TypeError: no (etl.py:31). Write `await`.");
  expect(failureOf({ code: "sdkMissing", message: "Flyte isn't installed.", frames: [] }, "etl.main", "/p")).toEqual({
    message: "etl.main failed: Flyte isn't installed.",
    steps: ["installSdk", "chooseInterpreter"],
  });
  const sdk = (code: RunErrorCode) => failureOf({ code, message: "no", frames: [] }, "etl.main", "/p").steps;
  expect(sdk("sdkTooOld")).toEqual(["updateSdk", "chooseInterpreter"]);
  expect(sdk("sdkBroken")).toEqual(["repairSdk", "chooseInterpreter"]);
  expect(sdk("debugpyMissing")).toEqual(["installDebugpy"]);
  expect(sdk("internal")).toEqual(["retry", "showLog"]);
  expect(failureOf({ code: "configMissing", message: "nowhere", frames: [] }, "deploy etl", "/p").steps).toEqual([
    "chooseConfigFile",
    "openGuide",
  ]);
  expect(failureOf({ code: "serverUnavailable", message: "down", frames: [] }, "deploy etl", "/p").steps).toEqual([
    "retry",
    "showLog",
  ]);
});

test("a refused run offers what the same failure of a run would, and no log where nothing was started", () => {
  expect(stepsOf("sdkMissing")).toEqual(["installSdk", "chooseInterpreter"]);
  expect(stepsOf("noInterpreter")).toEqual(["chooseInterpreter"]);
  expect(stepsOf("targetNotFound")).toEqual([]);
  expect(failureOf({ code: "targetNotFound", message: "no such task", frames: [] }, "etl.main", "/p").steps).toEqual([
    "showLog",
  ]);
});

test("diagnostics name neither the home folder nor secrets", () => {
  const text = diagnosticsText({
    home: "/home/ada",
    versions: { Flightdeck: "0.1.0" },
    folders: [{ name: "etl", facts: { path: "/home/ada/etl", settings: { "flightdeck.project": "p" } } }],
    log: [
      'server: Authorization: Bearer abc.def "password": "hunter2" token=xyz',
      "install: AWS_SECRET_ACCESS_KEY=abc FLYTE_API_KEY: 'a b' from https://ada:pw@pypi.example/simple",
      "started",
    ],
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
install: AWS_SECRET_ACCESS_KEY=‹left out› FLYTE_API_KEY: ‹left out› from https://‹left out›@pypi.example/simple
started
\`\`\`
`);
});

test("what stands beside and above the view holds the numbers and the names", () => {
  const text = (state: Parameters<typeof viewText>[0]["state"], hasItems = false) =>
    viewText(
      {
        state,
        folders: [
          { kind: "indexing", done: 3200, total: 10_000 },
          { kind: "ready", files: 214, flyte: 0 },
        ],
        hasItems,
        obstacle: "Flyte isn't installed in .venv.",
      },
      (value) => value.toLocaleString("en"),
    );
  expect(text("indexing")).toEqual({ description: "", message: "Indexing 3,200 of 10,000 files" });
  expect(text("noFlyte")).toEqual({ description: "214 Python files read", message: "" });
  expect(text("noPython")).toEqual({ description: "", message: "" });
  expect(text("ready", true)).toEqual({ description: "", message: "Flyte isn't installed in .venv." });
  expect(text("failed")).toEqual({ description: "", message: "" });
  expect(text("failed", true)).toEqual({
    description: "",
    message: "Flightdeck's language server has stopped: what is listed here may be out of date.",
  });
  const left = (state: ViewState, hasItems: boolean, found: Found) =>
    viewText({ state, folders: [], hasItems, obstacle: "Flyte isn't installed in .venv.", found }, String).message;
  expect(left("ready", true, { filter: "etl", environments: 1, tasks: 3 })).toBe(
    "Filtered by “etl”: 1 environment, 3 tasks\nFlyte isn't installed in .venv.",
  );
  expect(left("indexing", true, { filter: "load", environments: 0, tasks: 1 })).toBe("Filtered by “load”: 1 task");
  expect(left("failed", false, { filter: "x", environments: 0, tasks: 0 })).toBe("");
  expect(left("noFlyte", false, { filter: "x", environments: 0, tasks: 0 })).toBe("");
  expect(left("ready", false, { filter: "x", environments: 0, tasks: 0 })).toMatch(
    /^Filtered by “x”: nothing has such a name\n/,
  );
  expect(viewOffers("failed").map(({ command }) => command)).toEqual(["flightdeck.restartServer"]);
  expect(viewOffers("ready")).toEqual([]);
});
