/** One headless Chromium for all tests of a file. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../../../scripts/workbench.mjs";

const ARGUMENTS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** `close` it when the tests are over: its profile goes with it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("no Chromium is installed; npm test installs one where it may");
  const home = await mkdtemp(join(tmpdir(), "fd-browser-"));
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  const browser = await chromium.launch({
    executablePath,
    args: ARGUMENTS,
    env: { ...env, HOME: home, TMPDIR: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  browser.once("disconnected", () => void rm(home, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}
