// What a machine lacks, told in words that say what to do next. Runs on plain Node with nothing installed.
import { spawnSync } from "node:child_process";

/** A condition of the machine that keeps a part from being installed; the message says what to do. */
export class CannotInstall extends Error {}

/** What clients of package registries say when they don't reach one. */
const UNREACHED =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|NewConnectionError|Name or service not known|name resolution|Connect(?:ion)?Timeout|ReadTimeout|ProxyError|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT/;

/** `what` wasn't installed, because of what the client said; `settings` are those that lead it through a proxy or to a mirror. */
export function notInstalled(what, output, settings) {
  const said = output.trim();
  if (!UNREACHED.test(said)) return new CannotInstall(`${what} was not installed:\n${said}`);
  const lines = said.split("\n");
  const errors = lines.filter((line) => /\berr(?:or)?\b/i.test(line));
  const last = (errors.length > 0 ? errors : lines).slice(-3).join("\n");
  return new CannotInstall(
    `${what} was not installed, as its registry can't be reached. Look at the network, or set a proxy, a mirror or certificates (${settings}), and try again.\n${last}`,
  );
}

/** Ends this process in words where the machine is what fails: what is missing, a full disk, a folder that may not be written to. */
export function endInWords() {
  process.on("uncaughtException", (error) => {
    console.error(inWords(error) ?? error);
    process.exit(1);
  });
}

/** Undefined for a mistake of the script's own, whose stack is needed. */
export function inWords(error) {
  if (error instanceof CannotInstall) return `\n${error.message}`;
  return ["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"].includes(error?.code)
    ? `\n${error.message}. Put that right, and try again.`
    : undefined;
}

/** Installs Debian packages where the user is root and apt is there. */
export function aptInstall(packages, what, log = console.log) {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) {
    throw new CannotInstall(
      `Missing: ${what}. On Debian and Ubuntu: sudo apt install ${packages.join(" ")}, then try again.`,
    );
  }
  log(`Installing ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env });
  const result = spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
    env,
    encoding: "utf8",
  });
  if (result.status !== 0) throw new CannotInstall(`apt-get install ${packages.join(" ")} failed:\n${result.stderr}`);
}
