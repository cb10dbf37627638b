/** The command line of `flightdeck`: its commands, their arguments and options, spelled as in `flyte`. */

import * as l10n from "@vscode/l10n";
import { Command, Option } from "commander";
import type { LaunchOptions, Surroundings } from "./commands.ts";
import * as commands from "./commands.ts";
import { serve as serveLanguage } from "./lsp.ts";
import * as runs from "./runs.ts";

/**
 * @param assets folder that holds what was built beside the program
 * @param done takes the command's exit code
 */
export function program(version: string, assets: string, around: Surroundings, done: (code: number) => void): Command {
  const root = new Command("flightdeck")
    .description(l10n.t("Shows, plans, runs, serves and deploys Flyte 2 pipelines."))
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError(l10n.t("(flightdeck --help lists the commands)"))
    .exitOverride()
    .configureOutput({ writeOut: around.write, writeErr: around.warn });

  root
    .command("list")
    .description(l10n.t("What each file of a folder defines, without running it"))
    .argument("[dir]", l10n.t("the folder"), ".")
    .option("--json", l10n.t("as JSON, in a shape that stays"))
    .option("--values", l10n.t("with --json: what each parameter was given, and whether that is known"))
    .action(async (folder: string, options: commands.ListOptions) =>
      done(await commands.list(folder, options, around)),
    );

  root
    .command("graph")
    .description(l10n.t("What depends on what, and which task calls which"))
    .argument("[dir]", l10n.t("the folder"), ".")
    .addOption(new Option("--json", l10n.t("as JSON")).conflicts(["mermaid", "dot"]))
    .addOption(new Option("--mermaid", l10n.t("as a Mermaid flowchart")).conflicts("dot"))
    .option("--dot", l10n.t("for Graphviz"))
    .action(async (folder: string, options: { json?: boolean }) => done(await commands.graph(folder, options, around)));

  withInterpreter(withDestination(root.command("plan")))
    .description(l10n.t("What `flyte deploy` would send, read from the text alone"))
    .argument("<file>", l10n.t("a Python file"))
    .argument("[environment]", l10n.t("the environment, by its variable or name; may be left out where there is one"))
    .option("--version <version>", l10n.t("version of the deployment"))
    .option("--json", l10n.t("as JSON"))
    .action(async (file: string, name: string | undefined, options: LaunchOptions) =>
      done(await commands.plan(file, name, options, around)),
    );

  withPython(withDestination(root.command("run")))
    .description(l10n.t("Runs a task on this machine, with your own Python and the Flyte SDK"))
    .argument("<file>", l10n.t("a Python file"))
    .argument("[task]", l10n.t("the task, by its variable or name; without it, the file's tasks are listed"))
    .argument("[inputs...]", l10n.t("the task's inputs: --NAME VALUE"))
    .option(
      "--inputs <file>",
      l10n.t("a JSON file of inputs by name; - for standard input. Those given by name count more"),
    )
    .option("--disable-run-cache", l10n.t("neither read nor write the cache of earlier results"))
    .option("--local", l10n.t("run here; there is no other way yet"))
    .option("--json", l10n.t("events as JSON, one a line"))
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (file: string, task: string | undefined, words: string[], options: LaunchOptions) =>
      done(await commands.run(file, task, words, options, around)),
    );

  withPython(withDestination(root.command("deploy")))
    .description(l10n.t("Deploys an environment and what it depends on"))
    .argument("<file>", l10n.t("a Python file"))
    .argument("[environment]", l10n.t("the environment, by its variable or name; may be left out where there is one"))
    .option("--version <version>", l10n.t("version of the deployment"))
    .addOption(
      new Option("--copy-style <style>", l10n.t("which files the code bundle holds"))
        .choices(["loaded_modules", "all", "none"])
        .default("loaded_modules"),
    )
    .option("--timeout <seconds>", l10n.t("how long the control plane may be silent; else 120"))
    .option("--json", l10n.t("events as JSON, one a line"))
    .action(async (file: string, name: string | undefined, options: LaunchOptions) =>
      done(await commands.launchEnvironment("deploy", file, name, options, around)),
    );

  withPython(withDestination(root.command("serve")))
    .description(l10n.t("Serves an app on this machine until Ctrl-C"))
    .argument("<file>", l10n.t("a Python file"))
    .argument("[app]", l10n.t("the app environment, by its variable or name; may be left out where there is one"))
    .option("--local", l10n.t("serve here; there is no other way yet"))
    .option("--json", l10n.t("events as JSON, one a line"))
    .action(async (file: string, name: string | undefined, options: LaunchOptions) =>
      done(await commands.launchEnvironment("serve", file, name, options, around)),
    );

  const history = root.command("runs").description(l10n.t("What was run: lists, trees, logs and files of runs"));
  history
    .command("list")
    .description(l10n.t("Runs of the folder you stand in, newest first"))
    .option("--all", l10n.t("of every folder"))
    .option("--limit <number>", l10n.t("how many; else 20"))
    .option("--json", l10n.t("as JSON"))
    .action(async (options: runs.RunsOptions) => done(await runs.list(options, around)));
  withRun(history.command("show"))
    .description(l10n.t("A run's actions as a tree, with states, times and reasons"))
    .option("--json", l10n.t("as JSON"))
    .action(async (run: string | undefined, options: runs.RunsOptions) => done(await runs.show(run, options, around)));
  withRun(history.command("logs"))
    .description(l10n.t("What a run printed, each line with its action"))
    .option(
      "--action <action>",
      l10n.t("one action's text as it was written; its label in `runs show`, its name or id"),
    )
    .option("--json", l10n.t("events as JSON, one a line"))
    .action(async (run: string | undefined, options: runs.RunsOptions) => done(await runs.logs(run, options, around)));
  withRun(history.command("export"))
    .description(l10n.t("A run as one file of JSON lines, which `runs show` and `runs logs` read too"))
    .option("-o, --output <file>", l10n.t("a new file; else standard output"))
    .action(async (run: string | undefined, options: runs.RunsOptions) =>
      done(await runs.exportTo(run, options, around)),
    );

  root
    .command("lsp")
    .description(l10n.t("The language server, for editors"))
    .option("--stdio", l10n.t("speak on standard input and output; there is no other way"))
    .action(() => serveLanguage(assets));

  hintAtHelp(root.commands, root.name());
  hintAtHelp(history.commands, `${root.name()} ${history.name()}`);
  return root;
}

function hintAtHelp(all: readonly Command[], above: string): void {
  for (const each of all) {
    each.showHelpAfterError(l10n.t("({0} --help lists its arguments and options)", `${above} ${each.name()}`));
  }
}

function withRun(command: Command): Command {
  return command.argument(
    "[run]",
    l10n.t("a run's id, or a file that `runs export` wrote; else the folder's newest run"),
  );
}

function withDestination(command: Command): Command {
  return command
    .option("-p, --project <project>", l10n.t("project; else what the configuration says"))
    .option("-d, --domain <domain>", l10n.t("domain; else what the configuration says"))
    .option("--root-dir <dir>", l10n.t("source root; else the folder you stand in, or the src folder above the file"))
    .option("-c, --config <file>", l10n.t("configuration file; else the one that Flyte finds"));
}

function withPython(command: Command): Command {
  return withInterpreter(command)
    .option("--dotenv <file>", l10n.t("file of variables; else .env in the folder you stand in. '' for none"))
    .option("--print", l10n.t("print the equivalent flyte command, and do nothing"));
}

function withInterpreter(command: Command): Command {
  return command.option(
    "--python <path>",
    l10n.t("interpreter or virtual environment; else the active one, .venv, or the PATH"),
  );
}
