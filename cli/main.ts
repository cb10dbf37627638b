/** `flightdeck`: joins the command line with this process. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import * as l10n from "@vscode/l10n";
import { CommanderError } from "commander";
import { messageOf } from "../base/errorText.ts";
import { grammarIn } from "../core/workspace/index.ts";
import { exit, isHanging } from "../runner/src/disk.ts";
import type { Surroundings } from "./commands.ts";
import { program } from "./program.ts";
import { EXIT, UsageError } from "./usage.ts";

/** On standard error: standard output may go elsewhere. */
async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C at a question is the run's, too.
  terminal.on("SIGINT", () => process.emit("SIGINT"));
  const closed = new Promise<undefined>((resolve) => {
    terminal.once("close", () => resolve(undefined));
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  try {
    return await Promise.race([closed, terminal.question(question, { signal })]);
  } finally {
    terminal.close();
  }
}

// As a bundle this file lies beside everything else that was built.
const assets = __dirname;

const around: Surroundings = {
  cwd: process.cwd(),
  env: process.env,
  grammar: grammarIn(assets),
  bridgeDir: join(assets, "python"),
  write: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  onInterrupt: (act) => {
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const signal of signals) process.on(signal, act);
    return () => {
      for (const signal of signals) process.off(signal, act);
    };
  },
};

/** A reader that has seen enough, such as `head`, is no error. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw error;
});

/** The user's language as the shell tells it, where there is a bundle for it. */
function speakTheUsersLanguage(): void {
  const locale = (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "en").split(/[._]/)[0];
  const texts = join(assets, "l10n", `bundle.l10n.${locale}.json`);
  if (existsSync(texts)) l10n.config({ fsPath: texts });
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(assets, "..", "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}

async function main(): Promise<void> {
  speakTheUsersLanguage();
  try {
    await program(version(), assets, around, (code) => {
      process.exitCode = code;
    }).parseAsync(process.argv);
  } catch (error) {
    // Commander has said what it has to say.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else if (error instanceof UsageError) {
      around.warn(`${error.message}\n`);
      process.exitCode = EXIT.usage;
    } else {
      around.warn(`${messageOf(error)}\n`);
      process.exitCode = EXIT.failed;
    }
  }
}

void main().then(() => {
  // A disk that hangs would keep this process.
  if (isHanging()) exit(Number(process.exitCode ?? EXIT.ok));
});
