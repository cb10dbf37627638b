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

test("a module that is missing inside of a package that is there, and a file that hides a package", () => {
  expect(explain("ModuleNotFoundError", "No module named 'app.steps.other'")).toBe(
    "app.steps was found, but it has no module other. Check how that is written, or install the version that has it, or the package that adds it, in this folder's interpreter.",
  );
  expect(explain("ModuleNotFoundError", "No module named 'json.decoder'; 'json' is not a package")).toBe(
    "A file named json.py is found before the package json. Rename the file if the package is meant.",
  );
});
