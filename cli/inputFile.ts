/** Reads the inputs that `--inputs` names: a JSON file of values by name, or standard input. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { assertNever } from "../base/assertNever.ts";
import { messageOf } from "../base/errorText.ts";
import type { Input } from "../protocol/launch.ts";
import { readInputs } from "../runner/log/inputJson.ts";
import { UsageError } from "./usage.ts";

/** @throws {UsageError} for a file that can't be read, or holds something else */
export function readInputFile(file: string, cwd: string): readonly Input[] {
  const shown = file === "-" ? l10n.t("standard input") : file;
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : resolve(cwd, file), "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UsageError(l10n.t("The inputs in {0} can't be read: {1}.", shown, messageOf(error)));
  }
  const read = readInputs(text);
  switch (read.kind) {
    case "inputs":
      return read.inputs;
    case "noJson":
      throw new UsageError(l10n.t("{0} isn't JSON: {1}.", shown, read.why));
    case "noObject":
      throw new UsageError(l10n.t('{0} has to hold an object of values by name, such as {"n": 1}.', shown));
    default:
      return assertNever(read);
  }
}
