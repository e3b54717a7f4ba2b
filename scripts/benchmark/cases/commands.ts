import type { Case } from "../case.ts";
import { CROWD, LAYERS } from "../projects/fleet.ts";
import { byBranch, byCommitOnBranch, byOlderCommit } from "../projects/repos.ts";
import { onFleet } from "./on_fleet.ts";

/** Commands that look at many repositories. */
export const COMMANDS: readonly Case[] = [
  onFleet(
    LAYERS,
    { args: ["lock", "--update", "lock.yml"], files: { "lock.yml": byBranch } },
    { name: "lock --update, 30 branches", goal: 0.35, pairs: 5, needsNew: true },
  ),
  onFleet(CROWD, {
    args: ["for-all-repos", "all.yml", "true"],
    files: { "all.yml": byCommitOnBranch },
    most: 100,
  }, { name: "for-all-repos true, 100 repositories", goal: 0.2, pairs: 3, needsNew: true }),
  onFleet(CROWD, {
    args: ["dump", "--resolve-refs", "branch.yml"],
    files: { "branch.yml": byBranch },
    most: 100,
  }, { name: "dump --resolve-refs, 100 repositories", goal: 0.2, pairs: 3, needsNew: true }),
  onFleet(CROWD, {
    args: ["diff", "old.yml", "new.yml"],
    files: { "old.yml": byOlderCommit, "new.yml": byCommitOnBranch },
    most: 100,
  }, { name: "diff, 100 repositories moved by a commit", goal: 0.2, pairs: 3, needsNew: true }),
];
