/** The question before a run or a deployment of files that are not saved. */

import { expect, test } from "vitest";
import { saveFailed, saveQuestion } from "../../../client/executions/saveText.ts";

test("one file is named, several are counted, and the buttons say what is done", () => {
  expect(saveQuestion("run", ["etl.py"])).toEqual({
    question: "Save etl.py first?",
    save: "Save and Run",
    goOn: "Run What Is Saved",
  });
  expect(saveQuestion("deploy", ["etl.py", "features.py"])).toEqual({
    question: "Save 2 Python files first?",
    save: "Save and Deploy",
    goOn: "Deploy What Is Saved",
  });
  expect(saveFailed("deploy", ["etl.py", "features.py"])).toBe(
    "etl.py, features.py could not be saved, so nothing was deployed.",
  );
});
