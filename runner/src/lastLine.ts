/** The last line that a process said, which tells why it ended. Whose words are heard is the caller's. */

const KEPT_BYTES = 4_096;

export interface LastLine {
  readonly take: (data: Buffer) => void;
  /** Empty when it said nothing. */
  readonly text: () => string;
}

export function keepLastLine(): LastLine {
  let kept: Buffer = Buffer.alloc(0);
  return {
    take: (data) => {
      kept = Buffer.concat([kept, data.subarray(-KEPT_BYTES)]).subarray(-KEPT_BYTES);
    },
    text: () => kept.toString("utf8").trim().split(/\r?\n/).at(-1) ?? "",
  };
}
