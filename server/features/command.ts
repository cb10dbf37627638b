/** flightdeck/command: what to type to do the same in a terminal. Decided in core/launch. */

import { platform } from "node:process";
import { commandText, findTask } from "../../core/launch/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";

export const command = feature(lsp.commandText, ({ folders }, { uri, spec }) => {
  const { action } = spec;
  const located = folders.locate(uri);
  const model = located?.folder.model();
  const file = model?.files.find(({ path }) => path === located?.path);
  const task =
    action.kind !== "run" || model === undefined || file === undefined
      ? undefined
      : (findTask(model, file, action.name) ?? findTask(model, file, action.variable));
  return commandText(spec, task?.inputs ?? [], {
    windows: platform === "win32",
    isScript: file?.script !== undefined,
  });
});
