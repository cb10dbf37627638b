/** When the editor is told again of lenses that it did not ask for. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lensQuestions } from "../../../client/lensQuestions.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started(visible: readonly string[]) {
  const tell = vi.fn();
  return { tell, questions: lensQuestions(() => visible, tell) };
}

test("an editor is reminded until it has asked for each document that is visible, less and less often", () => {
  const { tell, questions } = started(["a.py", "b.py"]);
  questions.asked("a.py");
  questions.remind();
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledTimes(5);
  questions.asked("b.py");
  vi.advanceTimersByTime(600_000);
  expect(tell).toHaveBeenCalledTimes(5);
});

test("a question whose answer nobody takes counts as none", () => {
  const { tell, questions } = started(["a.py"]);
  questions.remind();
  questions.asked("a.py");
  questions.dropped("a.py");
  vi.advanceTimersByTime(2_000);
  expect(tell).toHaveBeenCalledTimes(1);
  questions.asked("a.py");
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledTimes(1);
});

test("lenses that changed before anybody asked for them make nobody wait anew", () => {
  const { tell, questions } = started(["a.py"]);
  questions.changed();
  expect(tell).not.toHaveBeenCalled();
  questions.asked("a.py");
  questions.changed();
  expect(tell).toHaveBeenCalledTimes(1);
  questions.dispose();
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledTimes(1);
});
