/** Reads the inputs that `--inputs` names: a JSON file of values by name, or standard input. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { messageOf } from "../base/errorText.ts";
import type { Input, Json } from "../protocol/launch.ts";
import { inputsIn } from "../runner/log/inputJson.ts";
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
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    throw new UsageError(l10n.t("{0} is no JSON: {1}.", shown, messageOf(error)));
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new UsageError(l10n.t('{0} has to hold an object of values by name, such as {"n": 1}.', shown));
  }
  return inputsIn(text);
}
