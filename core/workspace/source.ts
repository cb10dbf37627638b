/** Reads one Python file as text, as Python would decode it, or says what is wrong with it. */

import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { codeOf } from "../../base/errorText.ts";
import type { FileProblem } from "../../protocol/model.ts";
import { unreadable } from "./discover.ts";

/**
 * Larger files are not analysed: 2 MiB of Python take the parser a quarter of a second, on each keystroke of an open
 * file too. The largest file of CPython's library is a fifth of it; what is larger is generated data.
 */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** Most of a notebook is what its cells put out, pictures above all; reading that much JSON takes a tenth of a second. */
export const MAX_NOTEBOOK_BYTES = 16 * 1024 * 1024;

/** Size, time of change in milliseconds with their fraction, and inode: while it stays, so does the text. */
export type Stamp = string;

export const stampOf = ({ size, mtimeMs, ino }: Stats): Stamp => `${size}:${mtimeMs}:${ino}`;

/** Most files are smaller. */
const LEAST_ROOM = 64 * 1024;

export type Source =
  | { readonly kind: "text"; readonly text: string; readonly saysFlyte: boolean; readonly stamp: Stamp }
  | {
      readonly kind: "problem";
      readonly problem: FileProblem;
      readonly saysFlyte: boolean;
      readonly stamp: Stamp | undefined;
    }
  /** Its stamp is the one that was given. */
  | { readonly kind: "unchanged" }
  /** It is not there (any more). */
  | { readonly kind: "absent" };

/** Of a file that is too large only the first bytes are read, to see whether it speaks of flyte. */
export function readSource(file: string, known?: Stamp, limit: number = MAX_FILE_BYTES): Source {
  let bytes: Buffer;
  let size: number;
  let stamp: Stamp;
  try {
    // Opening a pipe would wait for its writer.
    const found = statSync(file);
    if (!found.isFile()) return { kind: "absent" };
    stamp = stampOf(found);
    if (stamp === known) return { kind: "unchanged" };
    size = found.size;
    const descriptor = openSync(file, "r");
    try {
      bytes = readUpTo(descriptor, Math.min(size, limit));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
    // Nothing tells whether it matters, so it is told.
    return { kind: "problem", problem: unreadable(error), saysFlyte: true, stamp: undefined };
  }
  const saysFlyte = bytes.includes("flyte");
  if (size > limit) {
    return { kind: "problem", problem: { kind: "tooLarge", bytes: size, limit }, saysFlyte, stamp };
  }
  const text = decode(bytes);
  if (text === undefined) return { kind: "problem", problem: { kind: "encoding" }, saysFlyte, stamp };
  return { kind: "text", text, saysFlyte, stamp };
}

/** Files are read into it one after another: new memory for each takes as long as reading. */
let room = Buffer.alloc(0);

/** What it answers is good until the next call. */
function readUpTo(descriptor: number, length: number): Buffer {
  if (room.length < length) room = Buffer.allocUnsafeSlow(Math.max(length, LEAST_ROOM));
  const bytes = room.subarray(0, length);
  let at = 0;
  while (at < length) {
    const count = readSync(descriptor, bytes, at, length - at, at);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

/** By PEP 263: UTF-8, or what a comment in one of the first two lines names. `undefined` when the bytes don't fit. */
export function decode(bytes: Buffer): string | undefined {
  const encoding = declaredEncoding(bytes) ?? "utf-8";
  if (/^utf-?8/i.test(encoding)) return isUtf8(bytes) ? withoutMark(bytes.toString("utf8")) : undefined;
  try {
    // Python says latin-1, the platform latin1.
    return new TextDecoder(encoding.toLowerCase().replace(/^(iso-)?latin-/, "latin"), { fatal: true }).decode(bytes);
  } catch {
    // A name that Python knows and we don't: most such files hold plain ASCII.
    return isUtf8(bytes) ? withoutMark(bytes.toString("utf8")) : undefined;
  }
}

function declaredEncoding(bytes: Buffer): string | undefined {
  const head = bytes
    .subarray(0, 400)
    .toString("latin1")
    .split(/\r\n?|\n/, 2);
  const first = /^\s*#.*?coding[:=][ \t]*([-\w.]+)/.exec(head[0] ?? "")?.[1];
  if (first !== undefined) return first.replaceAll("_", "-");
  // The second line counts only after an empty one or a comment.
  if (!/^\s*(#.*)?$/.test(head[0] ?? "")) return undefined;
  return /^\s*#.*?coding[:=][ \t]*([-\w.]+)/.exec(head[1] ?? "")?.[1]?.replaceAll("_", "-");
}

const withoutMark = (text: string): string => (text.startsWith("\uFEFF") ? text.slice(1) : text);
