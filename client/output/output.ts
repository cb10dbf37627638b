/** The output channel "Flightdeck": writes the lines of runs in bounded amounts, and makes their file mentions links. */

import * as path from "node:path";
import { l10n } from "vscode";
import {
  bytesText,
  fileMentions,
  lastLines,
  reportMention,
  runMention,
  tracebackMention,
} from "../../runner/log/text.ts";
import { isThere } from "../editor/isThere.ts";
import { createTurns } from "../editor/turns.ts";
import { vscode } from "../editor/vscode.ts";
import { attachmentUri, RUN_LANGUAGE } from "../journal/attachments.ts";
import { wholeLogUri } from "../journal/wholeLog.ts";
import { createLineFinder } from "./lineFinder.ts";

export interface RunOutput {
  /** Brings the panel up without taking the focus. */
  show(): void;
  write(lines: readonly string[]): void;
  /** Relative mentions from now on are first looked for here. */
  addRoot(folder: string): void;
}

/** The panel holds at most this many characters, and is cut to its last part when there are more. */
const MOST_CHARACTERS = 1_000_000;
const KEPT_CHARACTERS = 250_000;
const ROOTS = 8;
/** More lines at once are a flood: it is written at most this often, since each time every extension hears of it. */
const FEW_LINES = 20;
const FLOOD_MS = 250;

export function createOutput(subscriptions: vscode.Disposable[]): RunOutput {
  let channel: vscode.OutputChannel | undefined;
  let recent: string[] = [];
  let waiting: string[] = [];
  let writtenAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let characters = 0;
  let roots: readonly string[] = [];
  const links = createLineFinder<vscode.DocumentLink>(createTurns());

  const ensure = (): vscode.OutputChannel => {
    if (channel === undefined) {
      channel = vscode.window.createOutputChannel("Flightdeck", RUN_LANGUAGE);
      subscriptions.push(channel);
    }
    return channel;
  };

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    writtenAt = Date.now();
    const text = `${waiting.join("\n")}\n`;
    waiting = [];
    recent.push(text);
    characters += text.length;
    if (characters <= MOST_CHARACTERS) {
      ensure().append(text);
      return;
    }
    const kept = lastLines(recent.join(""), KEPT_CHARACTERS);
    const note = l10n.t("… {0} above are left out here; each run's log has them", bytesText(characters - kept.length));
    recent = [kept];
    characters = kept.length;
    ensure().replace(`${note}\n${kept}`);
  }

  subscriptions.push(
    { dispose: () => clearTimeout(timer) },
    vscode.languages.registerDocumentLinkProvider(
      { language: RUN_LANGUAGE },
      {
        provideDocumentLinks: (document, token) => {
          const folders = roots;
          return links.find(document, folders, (text, row) => linksAt(text, row, folders), token);
        },
        resolveDocumentLink: resolveLink,
      },
    ),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      for (const { range } of contentChanges) links.changed(document, range.start.line);
    }),
  );

  return {
    show: () => ensure().show(true),
    write: (lines) => {
      if (lines.length === 0) return;
      waiting = waiting.concat(lines);
      if (lines.length <= FEW_LINES && timer === undefined) flush();
      else timer ??= setTimeout(flush, Math.max(0, writtenAt + FLOOD_MS - Date.now()));
    },
    addRoot: (folder) => {
      if (roots[0] !== folder) roots = [folder, ...roots.filter((root) => root !== folder)].slice(0, ROOTS);
    },
  };
}

interface Mention extends vscode.DocumentLink {
  readonly candidates: readonly vscode.Uri[];
  readonly row: number;
}

/** Links are resolved when one is clicked, so that no file is looked at before. */
function linksAt(text: string, row: number, roots: readonly string[]): readonly vscode.DocumentLink[] {
  const links: vscode.DocumentLink[] = [];
  const head = runMention(text);
  if (head !== undefined) {
    const link = new vscode.DocumentLink(new vscode.Range(row, head.start, row, head.end), wholeLogUri(head.run));
    link.tooltip = l10n.t("Open the whole log of this run");
    links.push(link);
  }
  const report = reportMention(text);
  if (report !== undefined) {
    const { start, end, run, file, label } = report;
    const target = vscode.Uri.from({
      scheme: "command",
      path: "flightdeck.openReport",
      query: JSON.stringify([{ run, file, label }]),
    });
    const link = new vscode.DocumentLink(new vscode.Range(row, start, row, end), target);
    link.tooltip = l10n.t("Open the report");
    links.push(link);
  }
  const traceback = tracebackMention(text);
  if (traceback !== undefined) {
    const { start, end, run, file } = traceback;
    const link = new vscode.DocumentLink(new vscode.Range(row, start, row, end), attachmentUri(run, file));
    link.tooltip = l10n.t("Open the full traceback");
    links.push(link);
  }
  for (const mention of text.includes(".py") ? fileMentions(text) : []) {
    const files = path.isAbsolute(mention.file) ? [mention.file] : roots.map((root) => path.join(root, mention.file));
    if (files.length === 0) continue;
    const link = new vscode.DocumentLink(new vscode.Range(row, mention.start, row, mention.end));
    const candidates = files.map((file) => vscode.Uri.file(file));
    const mentioned: Mention = Object.assign(link, { candidates, row: mention.line });
    links.push(mentioned);
  }
  return links;
}

async function resolveLink(link: vscode.DocumentLink): Promise<vscode.DocumentLink> {
  if (!("candidates" in link)) return link;
  const { candidates, row } = link as Mention;
  for (const uri of candidates) {
    if (await isThere(uri)) {
      link.target = uri.with({ fragment: `L${row}` });
      return link;
    }
  }
  return link;
}
