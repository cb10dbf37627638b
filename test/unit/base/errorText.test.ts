/** What is told of a caught value, whatever was thrown. */

import { expect, test } from "vitest";
import { codeOf, messageOf, stackOf } from "../../../base/errorText.ts";

const missing = Object.assign(new Error("no such file"), { code: "ENOENT", stack: "Error: no such file\n    at open" });

test("an error gives its message, its stack and the system's code", () => {
  expect(messageOf(missing)).toBe("no such file");
  expect(stackOf(missing)).toBe("Error: no such file\n    at open");
  expect(codeOf(missing)).toBe("ENOENT");
});

test("an error without a stack or a code is told by its message", () => {
  const bare = Object.assign(new Error("bare"), { stack: undefined, code: 5 });
  expect(stackOf(bare)).toBe("bare");
  expect(codeOf(bare)).toBeUndefined();
});

test("what is no error is shown as it is", () => {
  expect([messageOf("text"), stackOf(7), messageOf(undefined)]).toEqual(["text", "7", "undefined"]);
  expect(codeOf({ code: "ENOENT" })).toBeUndefined();
});
