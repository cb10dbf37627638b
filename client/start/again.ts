/** Does what an earlier run did once more, as the code and the settings are now. */

import { assertNever } from "../../base/assertNever.ts";
import type { LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import { vscode } from "../editor/vscode.ts";
import { targetOf } from "../executions/launching.ts";
import type { Apps } from "./apps.ts";
import type { RunSurface } from "./run.ts";
import type { RunScript } from "./script.ts";

interface Surfaces {
  readonly run: RunSurface;
  readonly deploy: (target: LaunchTarget) => Promise<void>;
  readonly apps: Apps;
  readonly runScript: RunScript;
}

export function createAgain({ run, deploy, apps, runScript }: Surfaces): (spec: LaunchSpec) => Promise<void> {
  return (spec) => {
    const { action, file } = spec;
    switch (action.kind) {
      case "run":
        return run.runAgain(spec);
      case "deploy":
        return deploy(targetOf(action, file));
      case "serve":
        return apps.serve(targetOf(action, file));
      case "script":
        return runScript({ kind: "script", uri: vscode.Uri.file(file).toString() });
      default:
        return assertNever(action);
    }
  };
}
