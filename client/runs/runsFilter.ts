/** The Runs view's filter: asks for it, remembers it for the workspace, and says which runs and rows it leaves. What fits is runFilter.ts's, finding it in journals runSearch.ts's. */

import { l10n } from "vscode";
import type { RunId } from "../../protocol/run.ts";
import type { NodeId } from "../../runner/log/runNode.ts";
import { askWords } from "../editor/askWords.ts";
import { setContext } from "../editor/contextKeys.ts";
import type { vscode } from "../editor/vscode.ts";
import type { KnownRun, RunHistory } from "../journal/runHistory.ts";
import type { Runner } from "../processes/runner.ts";
import { keepsRun, keptChildren, type RunFilter, readFilter } from "./runFilter.ts";
import { createRunSearch } from "./runSearch.ts";

export interface RunsFilter {
  /** As it was typed; empty for none. */
  text(): string;
  set(text: string): void;
  /** Escape brings back what was filtered before. */
  ask(): Promise<void>;
  runs(): readonly KnownRun[];
  children(run: RunId, id: NodeId): readonly NodeId[];
  /** Looks into runs that have come since. */
  seek(): void;
}

interface Services {
  readonly history: RunHistory;
  readonly runner: Runner;
  readonly memory: vscode.Memento;
  /** Says that it is being looked for; empty: that is over. */
  readonly say: (message: string) => void;
  /** Brings the view to the front: who filters wants to see what is left. */
  readonly show: () => Promise<void>;
  readonly onChange: (how: "typed" | "found") => void;
}

/** Whoever types goes on typing. */
const QUIET_MS = 200;
const KEY = "runs/filter";

export function createRunsFilter(services: Services, subscriptions: vscode.Disposable[]): RunsFilter {
  const { history, runner, memory, say, show, onChange } = services;
  let text = memory.get(KEY, "");
  let wanted: RunFilter = readFilter(text);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let said = "";
  const search = createRunSearch(runner, (done, total) => {
    const message = done === total ? "" : l10n.t("Looking into older runs: {0} of {1}", done, total);
    if (message !== said) say(message);
    said = message;
    if (total > 0) onChange("found");
  });
  setContext("flightdeck.runsFiltered", text !== "");
  subscriptions.push({ dispose: () => clearTimeout(timer) });

  const nodesOf = (run: RunId) => ({
    node: (id: NodeId) => history.node(run, id),
    children: (id: NodeId) => history.children(run, id),
  });

  function seek(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void search.seek(wanted, history.runs()), QUIET_MS);
  }

  function set(typed: string): void {
    text = typed.trim();
    wanted = readFilter(text);
    void memory.update(KEY, text);
    setContext("flightdeck.runsFiltered", text !== "");
    onChange("typed");
    seek();
  }

  return {
    text: () => text,
    set,
    seek,
    runs: () => {
      const runs = history.runs();
      if (text === "") return runs;
      return runs.filter(({ root, run }) => search.has(run) || keepsRun(wanted, root, nodesOf(run)));
    },
    children: (run, id) => (text === "" ? history.children(run, id) : keptChildren(wanted, id, nodesOf(run))),
    ask: async () => {
      await show();
      const question = {
        title: l10n.t("Filter the Runs view"),
        placeholder: l10n.t("failed, running, a task's name, a word of a message"),
        prompt: l10n.t("What is in such a state and has all other words in its name or message is shown."),
        before: text,
      };
      set(await askWords(question, set));
    },
  };
}
