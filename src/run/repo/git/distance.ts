import { distanceArgs } from "../../../repo/git.ts";
import type { Distance } from "../../../repo/work_tree.ts";
import type { Git } from "./git.ts";

/** How two commits stand to each other; undefined if the repository lacks one of them. */
export async function countDistance(
  git: Git,
  from: string,
  to: string,
): Promise<Distance | undefined> {
  const counted = await git.ask(distanceArgs(from, to));
  if (counted === undefined) return undefined;
  const [ahead, behind] = counted.split("\t").map(Number);
  return { ahead: ahead!, behind: behind! };
}
