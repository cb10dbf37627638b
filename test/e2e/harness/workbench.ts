/** A VS Code window as its user sees and drives it: by accessible names, text on the screen and the keyboard. */

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, JSHandle, Locator, Page } from "playwright-core";
import { type Server, startServer } from "./server.ts";

export interface WorkbenchOptions {
  readonly browser: Browser;
  /** A folder, or a `.code-workspace` file. */
  readonly folder?: string;
  /** Packed extensions to install. */
  readonly vsix: readonly string[];
  /** Default: the newest. */
  readonly workbench?: "newest" | "oldest";
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The user's own, as in keybindings.json. */
  readonly keybindings?: readonly Readonly<Record<string, unknown>>[];
  /** Default: the light one. */
  readonly theme?: "light" | "dark" | "high contrast";
  /** False opens the folder restricted, as VS Code does before its user trusts it. */
  readonly trusted?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** A row of a tree as its user perceives it. */
export interface TreeRow {
  readonly label: string;
  readonly level: number;
  /** Undefined for a leaf. */
  readonly expanded: boolean | undefined;
}

export interface Workbench {
  readonly page: Page;
  readonly server: Server;
  /** Opens a file of the folder by its path, relative to it; `jobs.py:12` goes to line 12. */
  openFile(path: string): Promise<void>;
  /** Shows a view container by its title. */
  openView(container: string): Promise<void>;
  /** The rows of the tree of this name that are on the screen; indented, each as its accessible name. */
  tree(name: string): Promise<string>;
  treeRow(name: string, row: string | RegExp): Locator;
  expand(name: string, row: string | RegExp): Promise<void>;
  /** Clicks a button of a view's title; they are shown while the pointer is there. */
  viewAction(view: string, title: string): Promise<void>;
  /** Chooses an entry of the context menu of a row. */
  chooseOf(name: string, row: string | RegExp, entry: string): Promise<void>;
  /** A CodeLens whose title has this text; the nth from above. */
  lens(title: string, nth?: number): Locator;
  /** Clicks the lens of this title that stands next above a line with this text. Both must be on the screen. */
  clickLensAbove(line: string, title: string): Promise<void>;
  /** Titles of the lenses on the screen, from above. */
  lenses(): Promise<readonly string[]>;
  /** Runs a command through the palette. */
  runCommand(title: string): Promise<void>;
  /** Titles of the commands that the palette offers for a text. */
  commands(text: string): Promise<readonly string[]>;
  /** Text of the output panel that is on the screen. */
  output(): Promise<string>;
  /** Text of the editor that is on the screen. */
  editorText(): Promise<string>;
  /** What was copied last. */
  clipboard(): Promise<string>;
  /** Replaces a text in the open editor, typing as a user does. */
  replaceInEditor(find: string, replacement: string): Promise<void>;
  notification(text: string | RegExp): Locator;
  notifications(): Promise<readonly string[]>;
  /** The modal dialog that is open. */
  dialog(): Locator;
  /** The input box or pick list that is open. */
  quickInput(): Locator;
  /** Answers the input box that is open. */
  answer(text: string): Promise<void>;
  /** Chooses from the list that is open. */
  pick(label: string | RegExp): Promise<void>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

const THEMES = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "high contrast": "Default High Contrast",
};

const SETTLED_MS = 100;
const EXPANDED_MS = 1_000;

/** A menu is there within this, or the click found no row. */
const MENU_MS = 3_000;
const MENU_TRIES = 5;
const COMMAND_MS = 5_000;
const COMMAND_TRIES = 5;

/** A lens stands above its line, or above the decorators of it. */
const NEAR_PX = 80;
/** Runs in the page. */
const PALETTE_IS_GONE = `[...document.querySelectorAll(".quick-input-widget input")].every((input) => input.offsetParent === null || !input.value.startsWith(">"))`;

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await startServer({
    workbench: options.workbench ?? "newest",
    vsix: options.vsix,
    env: options.env ?? {},
    keybindings: options.keybindings ?? [],
    settings: {
      "workbench.colorTheme": THEMES[options.theme ?? "light"],
      "window.autoDetectColorScheme": false,
      ...trustSettings(options.trusted ?? true),
      ...options.settings,
    },
  });
  const context = await options.browser.newContext({
    viewport: options.size ?? { width: 1400, height: 1000 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const close = async () => {
    await context.close();
    await server.stop();
  };
  try {
    await page.goto(address(server, options.folder));
    await page.locator(".monaco-workbench .activitybar").waitFor({ timeout: 60_000 });
  } catch (error) {
    await close();
    throw error;
  }
  return workbench(page, server, close);
}

/** Trust is really asked for in a restricted window; the question itself is left out, as it can't be answered twice the same. */
function trustSettings(trusted: boolean): Readonly<Record<string, unknown>> {
  return trusted
    ? { "security.workspace.trust.enabled": false }
    : { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" };
}

function address(server: Server, folder: string | undefined): string {
  const url = new URL(`http://127.0.0.1:${server.port}/`);
  if (folder === undefined) url.searchParams.set("ew", "true");
  else url.searchParams.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
  return url.href;
}

function workbench(page: Page, server: Server, close: () => Promise<void>): Workbench {
  const quickInput = () => page.locator(".quick-input-widget:visible");
  const field = () => quickInput().locator("input.input, input[type=text], input[type=password]").first();
  const rows = () => quickInput().locator(".quick-input-list .monaco-list-row");
  const tree = (name: string) => page.getByRole("tree", { name });
  const treeRow = (name: string, row: string | RegExp) => tree(name).getByRole("treeitem", { name: row }).first();
  const lenses = () => page.locator(".codelens-decoration a");
  const editor = () => page.locator(".part.editor .editor-instance .monaco-editor").last();

  /** The lens of a title nearest above the first line with a text, if it's near. */
  function lensAbove(line: string, title: string): Promise<JSHandle> {
    return editor().evaluateHandle(
      (root, sought) => {
        const visible = (selector: string, text: string) =>
          [...root.querySelectorAll(selector)]
            .filter((each) => (each.textContent ?? "").replaceAll("\u00a0", " ").includes(text))
            .map((element) => ({ element, ...element.getBoundingClientRect().toJSON() }))
            .filter(({ height }) => height > 0)
            .toSorted((a, b) => a.top - b.top);
        const below = visible(".view-line", sought.line)[0];
        return visible(".codelens-decoration a", sought.title).findLast(
          ({ top }) => top < below?.top && below.top - top < sought.near,
        )?.element;
      },
      { line, title, near: NEAR_PX },
    );
  }

  async function runCommand(title: string): Promise<void> {
    const row = rows().filter({ hasText: title }).first();
    // What the palette lists is what could be run when it was opened: a window that is just there may not know yet that it is trusted.
    for (let tries = 0; tries < COMMAND_TRIES; tries++) {
      await page.keyboard.press("F1");
      await field().fill(`>${title}`);
      if (await appears(row, COMMAND_MS)) break;
      await page.keyboard.press("Escape");
    }
    await row.click();
    // What the command asks next stands in the same widget: it must not be answered before the palette is gone.
    await page.waitForFunction(PALETTE_IS_GONE);
  }

  return {
    page,
    server,
    close,
    runCommand,
    quickInput,
    treeRow,
    async commands(text) {
      await page.keyboard.press("F1");
      await field().fill(`>${text}`);
      // The list is there at once, and is sorted anew a moment later.
      await sleep(10 * SETTLED_MS);
      const titles = await rows()
        .locator(".label-name")
        .first()
        .waitFor()
        .then(() => rows().locator(".label-name").allInnerTexts());
      await page.keyboard.press("Escape");
      return titles.map(plain);
    },
    async openFile(path) {
      await page.keyboard.press("ControlOrMeta+P");
      await field().fill(path);
      await rows()
        .filter({ hasText: path.replace(/^.*\//, "").replace(/:\d+$/, "") })
        .first()
        .click();
      await editor().locator(".view-line").first().waitFor();
    },
    async openView(container) {
      const tab = page.locator(".activitybar .action-item").filter({ has: page.getByLabel(container) });
      const isOpen = async () => (await tab.getAttribute("class"))?.includes("checked") === true;
      // A window that begins shows what it showed before, when it comes to that: a click just then would close it.
      while (!(await isOpen())) {
        await tab.locator("a").click();
        await sleep(5 * SETTLED_MS);
      }
    },
    async tree(name) {
      await tree(name).waitFor();
      const items = await tree(name)
        .getByRole("treeitem")
        .evaluateAll((elements) =>
          elements.map((each) => ({
            top: each.getBoundingClientRect().top,
            label: each.getAttribute("aria-label")?.trim() ?? "",
            level: Number(each.getAttribute("aria-level")),
            expanded: each.getAttribute("aria-expanded"),
          })),
        );
      return items
        .toSorted((a, b) => a.top - b.top)
        .map(({ label, level, expanded }) => {
          const twistie = expanded === "true" ? "▾" : expanded === "false" ? "▸" : " ";
          return `${"  ".repeat(level - 1)}${twistie} ${plain(label)}`.trimEnd();
        })
        .join("\n");
    },
    async expand(name, row) {
      const item = treeRow(name, row);
      await item.waitFor();
      // Rows that are drawn anew just then move from under the pointer, or forget the click.
      for (let tries = 0; tries < 10; tries++) {
        if (await isExpanded(item, tries === 0 ? 0 : EXPANDED_MS)) return;
        // A click on the label opens what the item stands for.
        await item.locator(".monaco-tl-twistie").click();
      }
      throw new Error(`The row ${row} of ${name} doesn't open.`);
    },
    async viewAction(view, title) {
      const header = page.locator(`.pane-header[aria-label^="${view}"]`);
      await header.hover();
      await header.getByRole("button", { name: title }).click();
    },
    async chooseOf(name, row, entry) {
      const item = page.getByRole("menuitem", { name: entry, exact: true });
      // A row that is drawn anew just then may be another one under the pointer, or have no menu.
      for (let tries = 0; tries < MENU_TRIES; tries++) {
        await treeRow(name, row).click({ button: "right" });
        if (await appears(item, MENU_MS)) break;
        await page.keyboard.press("Escape");
      }
      // A menu takes no click right after it has opened.
      await item.hover();
      await page.keyboard.press("Enter");
    },
    lens: (title, nth = 0) => lenses().filter({ hasText: title }).nth(nth),
    async clickLensAbove(line, title) {
      await editor().locator(".view-line").filter({ hasText: line }).first().waitFor();
      // Lenses come some time after the text, move it when they come, and are made anew by each answer of the server:
      // the nearest is looked for at one moment, and again if it's gone before the click.
      for (let tries = 0; tries < 100; tries++) {
        const lens = await lensAbove(line, title);
        const clicked = await lens
          .asElement()
          ?.click({ timeout: 1_000 })
          .then(
            () => true,
            () => false,
          );
        if (clicked === true) return;
        await sleep(100);
      }
      throw new Error(`no lens ${title} stands above ${line}`);
    },
    async lenses() {
      const found = await lenses()
        .filter({ visible: true })
        .evaluateAll((elements) =>
          elements.map((each) => {
            const { top, left } = each.getBoundingClientRect();
            return { top, left, text: each.textContent ?? "" };
          }),
        );
      return found.toSorted((a, b) => a.top - b.top || a.left - b.left).map(({ text }) => plain(text).trim());
    },
    output: () => linesOf(page.locator(".part.panel .monaco-editor .view-line")),
    editorText: () => linesOf(editor().locator(".view-line")),
    clipboard: () => page.evaluate<string>("navigator.clipboard.readText()"),
    async replaceInEditor(find, replacement) {
      const line = editor().locator(".view-line").filter({ hasText: find }).first();
      const text = plain((await line.textContent()) ?? "");
      await line.click();
      await page.keyboard.press("End");
      for (let left = text.length - text.indexOf(find) - find.length; left > 0; left--) {
        await page.keyboard.press("ArrowLeft");
      }
      for (let left = find.length; left > 0; left--) await page.keyboard.press("Shift+ArrowLeft");
      await page.keyboard.insertText(replacement);
    },
    notification: (text) =>
      page.locator(".notification-toast, .notification-list-item").filter({ hasText: text }).first(),
    async notifications() {
      return (await page.locator(".notification-toast .notification-list-item-message").allInnerTexts()).map(plain);
    },
    dialog: () => page.locator(".monaco-dialog-box"),
    async answer(text) {
      await field().fill(text);
      await page.keyboard.press("Enter");
    },
    async pick(label) {
      await rows().filter({ hasText: label }).first().click();
    },
    async screenshot(path) {
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path });
    },
  };
}

/** Lines of an editor from above, once they stay; Monaco keeps them in no order, and moves them one by one. */
async function linesOf(lines: Locator): Promise<string> {
  const read = async () => {
    const found = await lines.evaluateAll((elements) =>
      elements.map((each) => ({ top: each.getBoundingClientRect().top, text: each.textContent ?? "" })),
    );
    return found
      .toSorted((a, b) => a.top - b.top)
      .map(({ text }) => plain(text).trimEnd())
      .join("\n");
  };
  for (let last = await read(), tries = 0; ; tries++) {
    await sleep(SETTLED_MS);
    const next = await read();
    if (next === last || tries === 20) return next.trimEnd();
    last = next;
  }
}

async function isExpanded(row: Locator, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; ; await sleep(SETTLED_MS)) {
    if ((await row.getAttribute("aria-expanded")) === "true") return true;
    if (Date.now() >= until) return false;
  }
}

/** Whether it is seen within a time, in ms. */
const appears = (sought: Locator, timeout: number): Promise<boolean> =>
  sought.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** Monaco writes spaces as non-breaking ones. */
function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
