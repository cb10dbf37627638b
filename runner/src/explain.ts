/** Explains what people meet first in the SDK's and Python's own errors: why it happens in a Flyte task, and what to write instead. The one table of it. */

import * as l10n from "@vscode/l10n";

/** A message that is known, as `Exception: message`, and its explanation. */
interface Known {
  readonly pattern: RegExp;
  readonly explain: (found: Readonly<Record<string, string>>) => string;
}

/** The first that fits counts. */
const KNOWN: readonly Known[] = [
  {
    // The SDK says `<function log at 0x…>`.
    pattern: /Deadlock detected: .*? calling function <(?:function|bound method) (?<name>[\w.]+)/s,
    explain: ({ name = "" }) =>
      l10n.t("{0} would block the event loop that runs this async task. Write `await {0}.aio(…)`.", name),
  },
  {
    pattern: /^SyncTaskCallInAsyncContextError: Sync task '(?:[^']*\.)?(?<name>[^'.]+)'/,
    explain: ({ name = "" }) =>
      l10n.t(
        "An async task can't wait for the sync task {0} without standing still. Write `await {0}.aio(…)`, or make {0} async.",
        name,
      ),
  },
  {
    pattern: /'coroutine' and '|and 'coroutine'|'coroutine' object|of type <class 'coroutine'>/,
    explain: () =>
      l10n.t(
        "An async task was called and not awaited. Write `await` before the call; a sync task that calls it has to become `async def`.",
      ),
  },
  {
    pattern: /^ModuleNotFoundError: No module named '.+'; '(?<name>[^']+)' is not a package/,
    explain: ({ name = "" }) =>
      l10n.t(
        "A file named {0}.py is found before the package {0}. Rename the file if the package is meant.",
        name.split(".").at(-1) ?? name,
      ),
  },
  {
    pattern: /^ModuleNotFoundError: No module named '(?<parent>[^']+)\.(?<name>[^.']+)'/,
    explain: ({ parent = "", name = "" }) =>
      l10n.t(
        "{0} was found, but it has no module {1}. Check how that is written, or install the version that has it, or the package that adds it, in this folder's interpreter.",
        parent,
        name,
      ),
  },
  {
    pattern: /^ImportError: attempted relative import with no known parent package/,
    explain: () =>
      l10n.t(
        "The file that is run is loaded by itself, outside of its package, as `flyte run` does it. Write its imports from the source root on: `from package.module import name`.",
      ),
  },
  {
    pattern: /^ModuleNotFoundError: No module named '(?<name>[^']+)'/,
    explain: ({ name = "" }) =>
      l10n.t(
        "A local run uses this folder's interpreter, not the task's image. Install the package that has {0} there, or choose the interpreter that has it.",
        name.split(".", 1)[0] ?? name,
      ),
  },
  {
    // The SDK's own words for what an app needs.
    pattern: /^ModuleNotFoundError: (?<name>[\w.-]+) is not installed/,
    explain: ({ name = "" }) =>
      l10n.t(
        "An app that is served here uses this folder's interpreter, not its image. Install {0} there (pip install {0}), or choose the interpreter that has it.",
        name,
      ),
  },
  {
    pattern:
      /^ImportError: Docker is not installed|Error while fetching server API version|Cannot connect to the Docker daemon/,
    explain: () =>
      l10n.t(
        "A container task runs with Docker and the Python package docker. Install and start them, or run it in a cluster.",
      ),
  },
  {
    pattern: /cannot pickle '(?<name>[^']+)' object|[Cc]an't pickle (?<other>.+?)(?::|$)/,
    explain: ({ name, other = "" }) =>
      l10n.t(
        "Flyte pickles values of types it doesn't know to pass them between tasks, and {0} can't be pickled. Pass plain data, a dataclass, a pydantic model or a File instead.",
        name ?? other,
      ),
  },
  {
    pattern:
      /Type conversion failed for variable '(?<name>[^']+)'\.\s+Expected type: (?<type>.+?)\s+Actual type: (?<given>\S.*)/,
    explain: ({ name = "", type = "", given = "" }) =>
      l10n.t(
        "The call gives {0} for the input {1}, whose annotation says {2}. Convert the value, or change the annotation.",
        typeName(given),
        name,
        typeName(type),
      ),
  },
  {
    pattern:
      /In task (?<task>\S+) variable (?<name>\S+), failed to serialize\/deserialize because of Expected value of type (?<type>.+?) but got .* of type (?<given><class '.+?'>)/s,
    explain: ({ task = "", name = "", type = "", given = "" }) =>
      l10n.t(
        "{0} has {1} where the annotation of {2} says {3}. Return what the annotation says, or change it.",
        task,
        typeName(given),
        name,
        typeName(type),
      ),
  },
  {
    pattern: /^RuntimeError: (?:\S+) raised StopIteration$/,
    explain: () =>
      l10n.t(
        "next() found nothing, and a task can't end with StopIteration. Give next() a default, or catch the exception and raise another.",
      ),
  },
  {
    pattern: /asyncio\.run\(\) cannot be called from a running event loop/,
    explain: () => l10n.t("An async task runs in an event loop already. Write `await` in place of `asyncio.run(…)`."),
  },
  {
    pattern: /^InvalidImageNameError: |^ImageBuildError: /,
    explain: () =>
      l10n.t(
        "The image is described in the environment's `image=`. What it names has to be there when it is built: a name in the configuration, a file or a folder.",
      ),
  },
];

/** Why it happened and what to do; undefined for what isn't known. */
export function explain(exception: string | undefined, message: string): string | undefined {
  const said = exception === undefined ? message : `${exception}: ${message}`;
  for (const { pattern, explain: words } of KNOWN) {
    const match = pattern.exec(said);
    if (match !== null) return words(match.groups ?? {});
  }
  return undefined;
}

/** `<class 'int'>` → `int` */
function typeName(text: string): string {
  return /^<class '(.+)'>$/.exec(text.trim())?.[1] ?? text.trim();
}
