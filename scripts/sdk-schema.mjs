// `npm run sdk:schema`: writes core/sdk/generated from the Flyte SDK that is installed in .venv. `--print` only prints.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FLYTE, pythonOf, VENV } from "./python.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The generated file, relative to the repository. */
export const schemaPath = `core/sdk/generated/flyte-${FLYTE}.json`;

/** What the file must hold, asked from the SDK. The environment is fixed: nothing in it may change the answer. */
export function schemaText(python = pythonOf(VENV)) {
  const probe = spawnSync(python, [join(root, "scripts/sdk_schema.py")], {
    encoding: "utf8",
    env: { ...process.env, FLYTE_DISABLE_SENTRY: "1", PYTHONHASHSEED: "0" },
  });
  if (probe.status !== 0) throw new Error(`${python} scripts/sdk_schema.py failed:\n${probe.error ?? probe.stderr}`);
  const schema = {
    generated: "by scripts/sdk-schema.mjs (npm run sdk:schema) from the installed SDK; changes are lost",
    ...JSON.parse(probe.stdout),
  };
  // The first line says where the file comes from.
  return `${JSON.stringify(schema, null, 1).replace("{\n ", "{ ")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = schemaText();
  if (process.argv.includes("--print")) process.stdout.write(text);
  else {
    mkdirSync(join(root, dirname(schemaPath)), { recursive: true });
    writeFileSync(join(root, schemaPath), text);
    console.log(`${schemaPath}  ${text.length.toLocaleString("en")} characters`);
  }
}
