/** Order of the SDK's version numbers: `2.9.0` before `2.12.1`, pre-releases before the release, as PEP 440 has it. */

/** Negative where `a` comes first, 0 where they are one; build tags after `+` don't count. */
export function compareVersions(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = (left[at] ?? 0) - (right[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Where a version stands before or after its release. */
const STAGES = [".dev", "a", "b", "rc", "", ".post"];

/** Numbers to compare in turn: four of the release, then the stage and its number. */
function parts(version: string): readonly number[] {
  const match = /^v?(\d+(?:\.\d+)*)(?:(\.dev|a|b|rc|\.post)(\d+))?/.exec(version.trim().toLowerCase());
  const release = (match?.[1] ?? "0").split(".").map(Number).slice(0, 4);
  while (release.length < 4) release.push(0);
  return [...release, STAGES.indexOf(match?.[2] ?? ""), Number(match?.[3] ?? 0)];
}
