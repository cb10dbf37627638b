/** Explanations of messages that take an installation to come by; the others are met in test/bridge. */

import { expect, test } from "vitest";
import { explain } from "../../../runner/src/explain.ts";

test("what the SDK says of an app's missing package is explained for where the app runs", () => {
  const said = "uvicorn is not installed. Please install 'uvicorn' to use FastAPIAppEnvironment.";
  expect(explain("ModuleNotFoundError", said)).toBe(
    "An app that is served here uses this folder's interpreter, not its image. Install uvicorn there (pip install uvicorn), or choose the interpreter that has it.",
  );
});

test("a Docker that doesn't answer is explained", () => {
  const said = "Error while fetching server API version: ('Connection aborted.', FileNotFoundError(2, 'No such file'))";
  expect(explain("DockerException", said)).toContain("A container task runs with Docker");
});
