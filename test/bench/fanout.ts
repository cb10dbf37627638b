/** run.fanout.block and run.fanout.settle: 10,000 actions in a real window, with the run and one of its buckets open and its words in the panel. */

import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import type { LaunchTarget } from "../../protocol/launch.ts";
import { type HostBench, openHost, PATIENCE_MS, WARM_MS, withBrowser } from "./host.ts";
import { type Measurement, median, spread } from "./measure.ts";

const RUNS = 5;
const ACTIONS = 10_000;
const IDLE_MS = 10_000;
/** What is drawn after this is no answer to the run's end. */
const SETTLE_MS = 5_000;

const FAN = `import asyncio
import flyte

env = flyte.TaskEnvironment(name="fan")


@env.task
async def talks(n: int) -> int:
    print("the words of", n)
    return n


@env.task
async def fan() -> int:
    return len(await asyncio.gather(*(talks(n) for n in range(${ACTIONS}))))
`;

/** In the page: when the Runs view says for the first time, and from then on, that all is over and counted. */
const WATCH = `(() => {
  clearInterval(window.flightdeckWatch);
  window.flightdeckSettled = undefined;
  window.flightdeckWatch = setInterval(() => {
    const rows = [...document.querySelectorAll(".monaco-list[aria-label='Runs'] .monaco-list-row")].map((row) => row.getAttribute("aria-label") ?? "");
    const at = rows.findIndex((row) => row.startsWith("run "));
    const next = rows.findIndex((row, index) => index > at && row.startsWith("run "));
    const own = rows.slice(at, next === -1 ? undefined : next);
    const isRight = own.length > 5 && own[0].includes("${ACTIONS} succeeded") && own.every((row) => !row.includes("running"));
    if (!isRight) window.flightdeckSettled = undefined;
    else window.flightdeckSettled ??= Date.now();
  }, 5);
})()`;

interface Fanouts {
  readonly block: Measurement;
  readonly settle: Measurement;
}

export async function fanouts({ vsix, python }: HostBench): Promise<Fanouts> {
  return withBrowser(async (browser) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "fd-bench-")));
    await writeFile(join(folder, "fan.py"), FAN);
    const settings = { "flightdeck.interpreter": python };
    const host = await openHost(browser, { vsix, folder, file: "fan.py", settings });
    try {
      const { page } = host;
      const uri = pathToFileURL(join(folder, "fan.py")).href;
      const target: LaunchTarget = { kind: "task", uri, task: "fan.fan", environment: "fan" };
      await host.ask({ kind: "lenses" });
      await page.getByRole("tab", { name: "Flightdeck", exact: true }).first().click();
      await sleep(WARM_MS);
      const idle = await host.ask({ kind: "idle", ms: IDLE_MS });
      const settled: number[] = [];
      let block = { milliseconds: Number.NaN, most: Number.NaN, memoryMib: Number.NaN };
      for (let run = 0; run < RUNS; run++) {
        await page.evaluate(WATCH);
        const asked = host.ask({ kind: "fanout", target });
        await expandBucket(page);
        const { finishedMs, ...delay } = (await asked) as unknown as typeof block & { readonly finishedMs: number };
        block = delay;
        settled.push((await settledAt(page)) - finishedMs);
        await collapseRun(page);
        await sleep(WARM_MS);
      }
      const detail = `${RUNS} runs of ${ACTIONS} actions that print, the run and a bucket expanded; p99.9 of all samples at 5 ms, the longest ${block.most.toFixed(0)} ms, idle ${idle.milliseconds.toFixed(1)} ms; the host's memory ${block.memoryMib.toFixed(0)} MiB at most`;
      return {
        block: { id: "run.fanout.block", value: block.milliseconds, unit: "ms", limit: 60, detail },
        settle: {
          id: "run.fanout.settle",
          value: median(settled),
          unit: "ms",
          limit: 250,
          detail: `from the run's end, as the worker tells it, to right rows in the window; ${spread(settled, 0)} ms in ${RUNS} runs`,
        },
      };
    } finally {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** The run opens by itself; its first bucket is opened by a click on its arrow. */
async function expandBucket(page: Page): Promise<void> {
  const bucket = page
    .getByRole("tree", { name: "Runs" })
    .getByRole("treeitem", { name: /^actions .*running/ })
    .first();
  await bucket.waitFor({ timeout: PATIENCE_MS });
  await bucket.locator(".monaco-tl-twistie").click();
}

async function collapseRun(page: Page): Promise<void> {
  const run = page.getByRole("tree", { name: "Runs" }).getByRole("treeitem", { name: /^run / }).first();
  await run.locator(".monaco-tl-twistie").click();
}

async function settledAt(page: Page): Promise<number> {
  await sleep(SETTLE_MS);
  const at = await page.evaluate<number | undefined>("window.flightdeckSettled");
  if (at === undefined) {
    const rows = await page
      .getByRole("tree", { name: "Runs" })
      .getByRole("treeitem")
      .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
    throw new Error(`the view did not settle:\n${rows.slice(0, 30).join("\n")}`);
  }
  return at;
}
