/** Why the Environments view is empty, and what may be wrong while it is not: context keys of the welcome views, the view's message and offers. What they say is decided in viewText.ts. */

import type { FileModel } from "../../protocol/model.ts";
import { setContext } from "../editor/contextKeys.ts";
import { folderOf, pathInFolder } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import type { Models } from "../processes/model.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "../python/interpreter.ts";
import type { EnvironmentsView } from "./environmentsView.ts";
import { viewState } from "./viewState.ts";
import { type ViewText, viewOffers, viewText } from "./viewText.ts";

export function showWelcome(
  environments: Pick<EnvironmentsView, "offer" | "view" | "found" | "onFound">,
  server: Server,
  models: Models,
  interpreters: Interpreters,
  subscriptions: vscode.Disposable[],
): void {
  const { view } = environments;
  let endProgress: (() => void) | undefined;

  function update(): void {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const states = folders.map(({ uri }) => models.state(uri.toString()));
    const defines = folders.some(({ uri }) => models.hasFlyte(uri.toString()));
    const state = viewState(server.state().kind, states, defines);
    setContext("flightdeck.view", state);
    setContext("flightdeck.hasFlyte", defines);
    const file = activeFile(models);
    const apps = file?.environments.filter(({ category }) => category === "app") ?? [];
    setContext("flightdeck.fileHasTasks", file !== undefined && file.tasks.length > 0);
    setContext("flightdeck.fileHasApps", apps.length > 0);
    setContext("flightdeck.fileDefines", file !== undefined && file.tasks.length + file.environments.length > 0);
    setContext("flightdeck.fileIsScript", file?.main !== undefined);
    showProgress(state === "indexing");

    const folder = folderOf(vscode.window.activeTextEditor?.document.uri);
    const known = folder === undefined ? undefined : interpreters.of(folder.uri.toString());
    const interpreter = known?.interpreter ?? undefined;
    const stands = interpreter?.obstacle;
    const isMissing = stands?.kind === "sdkMissing" || stands?.kind === "sdkTooOld";
    setContext("flightdeck.sdkMissing", isMissing);
    setContext("flightdeck.sdkReady", interpreter !== undefined && stands === undefined);
    const hasItems = environments.offer(viewOffers(state));
    const found = environments.found();
    show(
      viewText(
        {
          state,
          folders: states,
          hasItems,
          obstacle: stands?.message ?? "",
          ...(found === undefined ? {} : { found }),
        },
        number,
      ),
    );
  }

  function show({ description, message }: ViewText): void {
    if ((view.description ?? "") !== description) view.description = description;
    if ((view.message ?? "") !== message) view.message = message;
  }

  function showProgress(isIndexing: boolean): void {
    if (isIndexing && endProgress === undefined) {
      const ended = new Promise<void>((resolve) => {
        endProgress = resolve;
      });
      void vscode.window.withProgress({ location: { viewId: "flightdeck.environments" } }, () => ended);
    } else if (!isIndexing) {
      endProgress?.();
      endProgress = undefined;
    }
  }

  subscriptions.push(
    server.onState(update),
    models.onChange(update),
    interpreters.onChange(update),
    environments.onFound(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    { dispose: () => endProgress?.() },
  );
  update();
}

function number(value: number): string {
  return value.toLocaleString(vscode.env.language);
}

function activeFile(models: Models): FileModel | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const where = uri === undefined ? undefined : pathInFolder(uri);
  return where === undefined ? undefined : models.mirror(where.folder)?.files.get(where.path);
}
