/** Words what Flightdeck makes of a local run that the SDK alone would not: timeouts, limits, conditions, containers. Every other error is messages.ts's. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { bytesText } from "../log/text.ts";
import { type Details, text } from "./details.ts";

const size = (value: unknown): string => bytesText(typeof value === "number" ? value : 0);

export function wordLocal(
  code: "taskTimeout" | "inlineTooLarge" | "remoteReference" | "noAnswer" | "dockerMissing",
  details: Details,
): string {
  switch (code) {
    case "taskTimeout":
      return wordTaskTimeout(details);
    case "inlineTooLarge":
      return wordTooLarge(details);
    case "remoteReference":
      return l10n.t(
        "{0} is a reference to a task that is deployed in a cluster, which a local run can't call. Import the task itself to run it here, call it from a run in the cluster, or put a task of your own in its place for local runs.",
        text(details.task),
      );
    case "noAnswer":
      return l10n.t(
        "The condition {0} waits for an answer, and there is nobody to ask: this isn't a terminal. Run it in a terminal or in the editor.",
        text(details.name),
      );
    case "dockerMissing":
      return wordDocker(details);
    default:
      return assertNever(code);
  }
}

function wordDocker({ what, task, said }: Details): string {
  return what === "package"
    ? l10n.t(
        "{0} is a container task, which the SDK runs with Docker and its Python package docker. That package isn't installed in this interpreter. Install it there (pip install docker), or run the task in a cluster.",
        text(task),
      )
    : l10n.t(
        "{0} is a container task, and no Docker answers on this machine: {1}. Start Docker, or run the task in a cluster.",
        text(task),
        text(said).replace(/[.\s]*$/, ""),
      );
}

function wordTooLarge({ what, task, bytes, limit }: Details): string {
  return what === "inputs"
    ? l10n.t(
        "{0} was given {1} directly, and its max_inline_io_bytes allows {2} (enforced by Flightdeck; the SDK doesn't locally). Pass what is large as a File, a Dir or a DataFrame of flyte.io, or allow more.",
        text(task),
        size(bytes),
        size(limit),
      )
    : l10n.t(
        "{0} returned {1} directly, and its max_inline_io_bytes allows {2} (enforced by Flightdeck; the SDK doesn't locally). Return what is large as a File, a Dir or a DataFrame of flyte.io, or allow more.",
        text(task),
        size(bytes),
        size(limit),
      );
}

/** The first line stands alone in trees and logs; what follows from it stands below. */
function wordTaskTimeout(details: Details): string {
  const seconds = text(details.seconds);
  return [
    details.bound === "deadline"
      ? l10n.t(
          "timed out: {0} s are over since the first attempt, the deadline (enforced by Flightdeck; the SDK doesn't locally)",
          seconds,
        )
      : l10n.t("timed out after {0} s (enforced by Flightdeck; the SDK doesn't locally)", seconds),
    ...(details.noticed === undefined
      ? []
      : [
          l10n.t(
            "It was noticed after {0} s, since the task kept its event loop from going on. In an async task, await what takes its time, or hand it to asyncio.to_thread.",
            text(details.noticed),
          ),
        ]),
    ...(details.goesOn === "thread"
      ? [l10n.t("A thread can't be stopped: the function goes on until it returns or the run is over.")]
      : []),
    ...(details.goesOn === "coroutine"
      ? [l10n.t("The task didn't end when it was cancelled, and goes on until it returns or the run is over.")]
      : []),
  ].join("\n");
}
