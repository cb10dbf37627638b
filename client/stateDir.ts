/** Where a user's run journals live: the same folder for every window and the command line. */

import * as path from "node:path";

/** The platform's folder for state that is neither configuration nor cache, with `flightdeck` in it. `env` is the process's environment. */
export function stateDir(platform: string, env: Readonly<Record<string, string | undefined>>, home: string): string {
  switch (platform) {
    case "win32":
      return path.win32.join(env.LOCALAPPDATA ?? path.win32.join(home, "AppData", "Local"), "flightdeck");
    case "darwin":
      return path.posix.join(home, "Library", "Application Support", "flightdeck");
    default: {
      const base = env.XDG_STATE_HOME;
      const usable = base !== undefined && path.posix.isAbsolute(base);
      return path.posix.join(usable ? base : path.posix.join(home, ".local", "state"), "flightdeck");
    }
  }
}
