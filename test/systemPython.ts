/** A Python as an operating system has it: one that says, where the installer looks, that it is not to be touched (PEP 668). */

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes it of a real one, in a folder that the test removes. */
export function systemPython(real: string, folder: string): string {
  writeFileSync(join(folder, "EXTERNALLY-MANAGED"), "[externally-managed]\n");
  mkdirSync(join(folder, "bin"));
  const python = join(folder, "bin", "python3");
  // Only what asks for the mark sees the other library.
  writeFileSync(
    python,
    `#!${real}
import subprocess, sys
args = sys.argv[1:]
if args[:2] == ["-I", "-c"] and "EXTERNALLY-MANAGED" in args[2]:
    import sysconfig
    sys.prefix = sys.base_prefix
    sysconfig.get_path = lambda name: ${JSON.stringify(folder)}
    exec(args[2])
else:
    sys.exit(subprocess.run([${JSON.stringify(real)}, *args]).returncode)
`,
  );
  chmodSync(python, 0o755);
  return python;
}
