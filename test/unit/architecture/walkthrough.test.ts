/** The walkthrough's pictures show what the editor shows today. */

import { expect, test } from "vitest";
import { readJson, readText } from "./source.ts";

const words = readJson<Readonly<Record<string, string>>>("l10n/bundle.l10n.json");

/** A message as the code has it; undefined where no code says it any more. */
const say = (message: string, arg = ""): string | undefined => words[message]?.replace("{0}", arg);

/** What is written in a picture, piece by piece. */
function textsOf(picture: string): readonly string[] {
  return [...readText(`media/walkthrough-${picture}.svg`).matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(
    ([, text = ""]) => text,
  );
}

test("the lenses above a task, in their order", () => {
  const lenses = [say("Run"), say("Debug"), say("Deploy {0}", "etl"), say("Plan")];
  expect(
    textsOf("run")[0]
      ?.replace("▷ ", "")
      .split(/\s+\|\s+/),
  ).toEqual(lenses);
});

test("an environment's items are called as in the view", () => {
  expect(textsOf("environments")).toEqual(
    expect.arrayContaining([
      `2 CPU, 4 GiB · ${say("{0} tasks", "2")}`,
      say("settings {0}", "2"),
      say("depends on {0}", "1"),
    ]),
  );
});
