/** Words what is wrong with journals: what happened, why, and what to do next. Every other error of a run is messages.ts's. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { JournalTrouble } from "./journal.ts";

/** Told in the run itself, to whoever follows it. */
export function wordJournal(folder: string, trouble: JournalTrouble): string {
  switch (trouble.kind) {
    case "refused":
      return l10n.t(
        "The run's journal can't be written to {0}: {1}. The run goes on and is shown here, but what follows isn't kept. Free space there or make the folder writable; on Linux XDG_STATE_HOME can name another one.",
        folder,
        trouble.reason,
      );
    case "hangs":
      return l10n.t(
        "The disk of the run's journal in {0} doesn't answer. The run goes on and is shown here, but what follows isn't kept. Check the connection to that disk; on Linux XDG_STATE_HOME can name a folder on another one.",
        folder,
      );
    case "gone":
      return l10n.t(
        "The run's journal in {0} was deleted or moved while it was written. The run goes on and is shown here, but isn't kept. Leave that folder alone while something runs; Delete Run in the Runs view removes one that is over.",
        folder,
      );
    case "full":
      return l10n.t(
        "The run's reports and long values take {0} MB, which is as much as its journal keeps. Reports and values that follow aren't kept; the run and its output are. Put less into each report, or flush it less often.",
        trouble.ofBytes / 1e6,
      );
    case "slow":
      return l10n.t(
        "The run waits for the disk of its journal: {0} s of its {1} s went into writing to {2}. Nothing is lost. Print less, or on Linux let XDG_STATE_HOME name a folder on a faster disk.",
        seconds(trouble.writingMs),
        seconds(trouble.ofMs),
        folder,
      );
    default:
      return assertNever(trouble);
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** Told once in a run, as what the task printed. */
export function wordReportRefused(mostCharacters: number): string {
  return l10n.t(
    "A report of more than {0} million characters isn't kept. Put less into it, or let it name files.",
    mostCharacters / 1e6,
  );
}

/** Of a process that ended suddenly. */
export function wordNoMirror(reason: string): string {
  return l10n.t("What the process printed in its last moment can't be read: {0}.", reason);
}

/** An exported run isn't taken in without all of it. */
export function wordNoImport(folder: string, reason: string): string {
  return l10n.t("The run can't be kept in {0}: {1}. Free space there, or make the folder writable.", folder, reason);
}

/** What there is may be much; it can't be said. */
export function wordNoHistory(folder: string, reason: string): string {
  return l10n.t(
    "The history of runs in {0} can't be read: {1}. Make the folder readable, or check the disk that it is on.",
    folder,
    reason,
  );
}

export function wordUnreadable(run: string, reason: string): string {
  return l10n.t("The journal of run {0} can't be read: {1}. It is kept as it is.", run, reason);
}

export function wordNotDeleted(run: string, reason: string): string {
  return l10n.t("The journal of run {0} can't be deleted: {1}. Make its folder writable first.", run, reason);
}

/** Nothing that an editor sets for the history can be kept; each run says the same of itself. */
export function wordNoState(folder: string, reason: string): string {
  return l10n.t(
    "Runs can't be recorded in {0}: {1}. Make that folder writable, or set XDG_STATE_HOME to one that is.",
    folder,
    reason,
  );
}

export function wordNoRun(run: string): string {
  return l10n.t("There is no run {0}; its journal may have been deleted.", run);
}

/** A journal of a newer version, or one that something else wrote. It is left as it is. */
export function wordForeignJournal(run: string, schema: number | undefined): string {
  return schema === undefined
    ? l10n.t("The journal of run {0} can't be read: it isn't one of Flightdeck's. It is kept as it is.", run)
    : l10n.t(
        "The journal of run {0} was written by another version of Flightdeck (schema {1}). Update Flightdeck to read it; it is kept as it is.",
        run,
        schema,
      );
}

export function wordStillRunning(run: string): string {
  return l10n.t("Run {0} goes on, so it can't be deleted. Cancel it first.", run);
}
