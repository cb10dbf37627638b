/** Makes a failing case small: fewer steps, fewer files, fewer lines, for as long as it fails as before. */

import type { Case } from "./mutate.ts";

export function shrunk(start: Case, fails: (smaller: Case) => boolean, millis: number): Case {
  const end = performance.now() + millis;
  let best = start;
  const accept = (smaller: Case): boolean => {
    if (performance.now() > end || !fails(smaller)) return false;
    best = smaller;
    return true;
  };
  const pass = (): boolean => {
    let better = false;
    for (let at = best.steps.length - 1; at >= 0; at--) {
      better = accept({ ...best, steps: best.steps.filter((_, other) => other !== at) }) || better;
    }
    for (const path of Object.keys(best.files)) {
      const { [path]: _, ...files } = best.files;
      better = accept({ files, steps: best.steps.filter((step) => step.path !== path) }) || better;
    }
    for (const path of Object.keys(best.files)) {
      better =
        textShrunk(best.files[path] ?? "", (text) => accept({ ...best, files: { ...best.files, [path]: text } })) ||
        better;
    }
    for (const at of best.steps.keys()) {
      const step = best.steps[at];
      if (step === undefined || step.kind === "remove") continue;
      better =
        textShrunk(step.text, (text) => accept({ ...best, steps: best.steps.with(at, { ...step, text }) })) || better;
    }
    return better;
  };
  while (performance.now() < end && pass());
  return best;
}

/** Tries the text without each stretch of lines, from half of it down to one, then of characters. */
function textShrunk(start: string, accept: (text: string) => boolean): boolean {
  let better = false;
  const without = (parts: readonly string[]): readonly string[] => {
    let left = parts;
    for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < left.length; ) {
        const rest = left.toSpliced(at, size);
        if (accept(rest.join(""))) {
          left = rest;
          better = true;
        } else at += size;
      }
    }
    return left;
  };
  const text = without(start.split(/(?<=\n)/)).join("");
  if (text.length <= 400) without([...text]);
  return better;
}
