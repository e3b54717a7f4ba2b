import { join } from "node:path";
import { type Case, removeIfThere } from "../case.ts";
import { inOwnDirectories } from "../contest.ts";
import { CROWD, LAYERS } from "../projects/fleet.ts";
import { byBranch, byCommitOnBranch, byRefspec, repoProject } from "../projects/repos.ts";
import { hundredThousandFiles, writeSource } from "../projects/sources.ts";
import { onFleet } from "./on_fleet.ts";

/** Checking repositories out. */
export const CHECKOUTS: readonly Case[] = [
  {
    name: "first checkout, one repository of 100,000 files",
    goal: 0.9,
    // A fourth of the whole time as it is.
    pairs: 2,
    isLong: true,
    async prepare(setting) {
      const source = await writeSource(join(setting.directory, "large"), hundredThousandFiles());
      return inOwnDirectories(setting, {
        place: "many-files",
        args: ["checkout", "kas.yml"],
        files: { "kas.yml": repoProject([source], byRefspec) },
        before: (cwd) => removeClone(cwd, 0),
      });
    },
  },
  onFleet(LAYERS, {
    args: ["checkout", "refspec.yml"],
    files: { "refspec.yml": byRefspec },
    before: (cwd) => {
      for (let index = 0; index < LAYERS.count; index++) removeClone(cwd, index);
    },
  }, { name: "first checkout, 30 local repositories", goal: 0.54, pairs: 3 }),
  onFleet(
    LAYERS,
    { args: ["checkout", "commit.yml"], files: { "commit.yml": byCommitOnBranch } },
    { name: "checkout, nothing to do, 30 repositories", goal: 0.14, pairs: 7, needsNew: true },
  ),
  onFleet(CROWD, {
    args: ["checkout", "commit.yml"],
    files: { "commit.yml": byCommitOnBranch },
  }, {
    name: "checkout, nothing to do, 300 repositories",
    goal: 0.13,
    memoryGoal: 80,
    pairs: 3,
    needsNew: true,
  }),
  onFleet(
    LAYERS,
    { args: ["checkout", "--update", "update.yml"], files: { "update.yml": byBranch } },
    { name: "checkout --update, 30 branches", goal: 0.6, pairs: 3, needsNew: true },
  ),
];

function removeClone(cwd: string, index: number): void {
  removeIfThere(join(cwd, `r${index}`));
}
