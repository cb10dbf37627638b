/** Where a user's run journals lie: the same folder for every window and the command line. Pure; runner.ts makes it. */

import { posix, win32 } from "node:path";

/** The platform's folder for state that is neither configuration nor cache, with `flightdeck` in it. `env` is the process's environment. */
export function stateFolder(platform: string, env: Readonly<Record<string, string | undefined>>, home: string): string {
  // A relative path means another folder in every process that reads it, so the platforms' rule is to ignore it.
  switch (platform) {
    case "win32": {
      const base = env.LOCALAPPDATA ?? "";
      return win32.join(win32.isAbsolute(base) ? base : win32.join(home, "AppData", "Local"), "flightdeck");
    }
    case "darwin":
      return posix.join(home, "Library", "Application Support", "flightdeck");
    default: {
      const base = env.XDG_STATE_HOME ?? "";
      return posix.join(posix.isAbsolute(base) ? base : posix.join(home, ".local", "state"), "flightdeck");
    }
  }
}
