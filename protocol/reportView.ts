/** Between the extension host and the page that shows a run's HTML report. */

/** To the page. */
export interface ReportViewMessage {
  readonly kind: "report";
  /** As the task flushed it. */
  readonly html: string;
  /** Said above a report that has scripts of its own, which don't run; the button beside it opens a browser. */
  readonly note: string;
  readonly openInBrowser: string;
}

/** From the page. */
export type ReportViewRequest =
  /** It listens now. */
  { readonly kind: "ready" } | { readonly kind: "openInBrowser" };
