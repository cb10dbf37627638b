/** The SDK's own protobuf descriptors, read from the installed Python package. Says nothing of what the services do. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const root = join(import.meta.dirname, "..", "..");

/** The descriptors of the `flyteidl2` that `python` has. Kept in `.cache` per version. */
export async function readProtos(python: string): Promise<FileRegistry> {
  const script = join(import.meta.dirname, "descriptors.py");
  const { stdout } = await promisify(execFile)(python, [script, join(root, ".cache", "controlplane")]);
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, await readFile(stdout.trim())));
}
