/** What a debug configuration of type `flightdeck` means: which file, which task, which inputs. Pure: resolving it against the editor is debug.ts's work. */

import type { Input, Json } from "../../protocol/launch.ts";

export const DEBUG_TYPE = "flightdeck";

export type Meaning =
  | {
      readonly kind: "task";
      readonly file: string;
      /** Absent: the one at the cursor or the file's only one, else it is asked for. */
      readonly task?: string;
      readonly environment?: string;
      readonly inputs?: readonly Input[];
      /** A JSON file of them, as written. */
      readonly inputFile?: string;
    }
  | { readonly kind: "wrong"; readonly property: "file" | "task" | "inputs" };

/** Reads a configuration whose variables have been replaced. Nothing in it is sure to be of its type. */
export function meaningOf({ file, task, environment, inputs }: Readonly<Record<string, unknown>>): Meaning {
  if (typeof file !== "string" || file === "") return { kind: "wrong", property: "file" };
  if (task !== undefined && typeof task !== "string") return { kind: "wrong", property: "task" };
  const inputFile = typeof inputs === "string" && inputs !== "" ? inputs : undefined;
  const given = inputFile === undefined ? inputsOf(inputs) : undefined;
  if (given === "wrong") return { kind: "wrong", property: "inputs" };
  return {
    kind: "task",
    file,
    ...(task === undefined || task === "" ? {} : { task }),
    ...(typeof environment === "string" ? { environment } : {}),
    ...(given === undefined ? {} : { inputs: given }),
    ...(inputFile === undefined ? {} : { inputFile }),
  };
}

/** A launch.json has an object of values by name; Flightdeck itself writes a list of inputs. */
function inputsOf(inputs: unknown): readonly Input[] | undefined | "wrong" {
  if (inputs === undefined) return undefined;
  if (Array.isArray(inputs)) return inputs as readonly Input[];
  if (typeof inputs !== "object" || inputs === null) return "wrong";
  return Object.entries(inputs).map(([name, value]) => ({ name, value: value as Json }));
}
