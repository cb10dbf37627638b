/** Between the extension host and the page that shows a run's HTML report. */

import type { RunId } from "./run.ts";

/** A report of a run. */
export interface ReportName {
  readonly run: RunId;
  /** The attachment of its journal. */
  readonly file: string;
  /** What made it. */
  readonly label: string;
}

/** To the page. */
export type ReportViewMessage =
  | {
      readonly kind: "report";
      /** Kept by the page, so that the next window shows it again. */
      readonly name: ReportName;
      /** As the task flushed it. */
      readonly html: string;
      /** Said above a report that has scripts of its own, which don't run; the button beside it opens a browser. */
      readonly note: string;
      readonly openInBrowser: string;
    }
  /** It can't be read any more: why. */
  | { readonly kind: "failed"; readonly message: string };

/** What the page keeps of itself. */
export interface ReportViewState {
  readonly name: ReportName;
  /** The tab of the SDK's template that is seen. */
  readonly tab: number;
}

/** From the page. */
export type ReportViewRequest =
  /** It listens now. */
  { readonly kind: "ready" } | { readonly kind: "openInBrowser" };
