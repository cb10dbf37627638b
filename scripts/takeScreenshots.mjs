// Takes the README's pictures in a real workbench with the package that ships, in light and dark.
// `npm run screenshots -- "high contrast"` takes them in another theme as well. What it needs, screenshots.mjs has installed.
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../test/e2e/harness/browser.ts";
import { forgetInstalled } from "../test/e2e/harness/server.ts";
import { openWorkbench } from "../test/e2e/harness/workbench.ts";
import { VENV } from "./python.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { default: manifest } = await import("../package.json", { with: { type: "json" } });

const themes = ["light", "dark", ...process.argv.slice(2)];
const size = { width: 1200, height: 840 };

/** Room for the code: what a picture shows is the extension. */
const settings = {
  "breadcrumbs.enabled": false,
  "editor.fontSize": 13,
  "editor.renderWhitespace": "none",
  "editor.scrollBeyondLastLine": false,
  "editor.occurrencesHighlight": "off",
  "editor.stickyScroll.enabled": false,
};

const browser = await launchBrowser();
const home = await mkdtemp(join(tmpdir(), "fd-"));
const folder = join(home, "etl");
try {
  await cp(join(root, "samples", "etl"), folder, { recursive: true });
  await symlink(VENV, join(folder, ".venv"), "dir");
  for (const theme of themes) await takePictures(theme);
} finally {
  await browser.close();
  await forgetInstalled();
  await rm(home, { recursive: true, force: true });
}

async function takePictures(theme) {
  const picture = (name) => join(root, "docs", "images", `${name}-${theme.replaceAll(" ", "-")}.png`);
  const vsix = [join(root, `flightdeck-${manifest.version}.vsix`)];
  const window = await openWorkbench({ browser, folder, vsix, theme, size, settings });
  try {
    await window.openView("Flightdeck");
    await window.expand("Environments", /^etl/);
    await window.openFile("etl.py:34");
    await window.clickLensAbove("def main", "Run");
    await window.quickInput().getByText("day:").waitFor();
    await window.answer("2026-01-31");
    await window.quickInput().getByText("limit:").waitFor();
    await window.answer("2");
    await until(async () => (await window.output()).includes("✓ etl.main"));
    // Beside the task it is drawn a moment later, and is no text of the page.
    await sleep(2_000);
    await window.screenshot(picture("overview"));

    await window.runCommand("View: Hide Panel");
    await window.clickLensAbove("def main", "Plan");
    await until(async () => (await window.editorText()).includes("Plan · etl"));
    // Lines of a plan are long.
    await window.runCommand("View: Move Editor into Previous Group");
    await window.runCommand("View: Toggle Primary Side Bar Visibility");
    await until(async () => (await window.editorText()).includes("Plan · etl"));
    await window.screenshot(picture("plan"));
  } finally {
    await window.close();
  }
  console.log(`docs/images: ${theme}`);
}

/** What is asked for comes, or the pictures are not taken. */
async function until(holds) {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error("the workbench did not show what belongs into the picture");
}
