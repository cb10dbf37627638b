/** What Run and Deploy share: what is at the cursor, and asking the server for a launch spec. Specs are made by core/launch and changed by nobody. */

import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import type { LaunchAction, LaunchTarget } from "../../protocol/launch.ts";
import {
  type LaunchAnswer,
  type LaunchRefusal,
  type LaunchRequest,
  launch,
  type TargetsAt,
  targetsAt,
} from "../../protocol/lsp.ts";
import { vscode } from "../editor/vscode.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "../python/interpreter.ts";
import { plainInputs, withheldInputs } from "./givenInputs.ts";

/** The task, the app or the definition at the cursor; where there is none, says so. */
export async function targetAtCursor(
  server: Server,
  wanted: keyof TargetsAt = "task",
): Promise<LaunchTarget | undefined> {
  const editor = vscode.window.activeTextEditor;
  const isPython = editor?.document.languageId === "python";
  const target = editor === undefined || !isPython ? null : (await targetsAtCursor(server, editor))[wanted];
  if (target !== null) return target;
  void vscode.window.showInformationMessage(noneAtCursor(wanted));
  return undefined;
}

function noneAtCursor(wanted: keyof TargetsAt): string {
  switch (wanted) {
    case "task":
      return l10n.t(
        "There is no task at or above the cursor. Put the cursor into a task's function, or use the lens above one.",
      );
    case "app":
      return l10n.t(
        "There is no app at or above the cursor. Put the cursor into an app environment, or use the lens above one.",
      );
    case "definition":
      return l10n.t(
        "There is no task and no environment at or above the cursor. Put the cursor into one, or use the lens above one.",
      );
    default:
      return assertNever(wanted);
  }
}

/** What a launch was made of, so that it is made again as the code is now. */
export function targetOf(action: Exclude<LaunchAction, { readonly kind: "script" }>, file: string): LaunchTarget {
  const uri = vscode.Uri.file(file).toString();
  switch (action.kind) {
    case "run":
      return { kind: "task", uri, task: action.name };
    case "serve":
    case "deploy":
      return { kind: "environment", uri, environment: action.environment };
    default:
      return assertNever(action);
  }
}

/** What is around an editor's cursor, or next above it. */
export function targetsAtCursor(server: Server, editor: vscode.TextEditor): Promise<TargetsAt> {
  const { line, character } = editor.selection.active;
  return server.request(targetsAt, { uri: editor.document.uri.toString(), position: { line, character } });
}

/** Whether it is the interpreter that stands in the way: it may have changed outside of the editor. */
function isAboutInterpreter(reason: LaunchRefusal): boolean {
  switch (reason) {
    case "noInterpreter":
    case "pythonTooOld":
    case "sdkMissing":
    case "sdkTooOld":
      return true;
    case "targetNotFound":
    case "notAtImport":
    case "remoteReference":
    case "notebook":
      return false;
    default:
      return assertNever(reason);
  }
}

/** The server is told that they are given, and not what they are: its messages may be traced. */
function withoutSecrets(request: LaunchRequest): LaunchRequest {
  if (request.kind !== "run" || request.inputs === undefined) return request;
  const withheld = withheldInputs(request.inputs).map(({ name }) => name);
  return withheld.length === 0 ? request : { ...request, inputs: plainInputs(request.inputs), withheld };
}

/** Asks for a spec. An interpreter that can't be used is looked at once more. */
export async function requestLaunch(
  { server, interpreters }: { readonly server: Server; readonly interpreters: Interpreters },
  folder: vscode.WorkspaceFolder,
  asked: LaunchRequest,
): Promise<LaunchAnswer> {
  const request = withoutSecrets(asked);
  const key = folder.uri.toString();
  if (interpreters.of(key) === undefined) await interpreters.settled(key);
  const answer = await server.request(launch, request);
  if (answer.kind !== "refused" || !isAboutInterpreter(answer.reason)) return answer;
  await interpreters.refresh(key);
  return server.request(launch, request);
}
