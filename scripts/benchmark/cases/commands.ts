import type { Case, Setting } from "../case.ts";
import { inOwnDirectories } from "../contest.ts";
import { CROWD, LAYERS, sourcesOf } from "../projects/fleet.ts";
import {
  byBranch,
  byCommitOnBranch,
  byOlderCommit,
  byRefspec,
  repoProject,
} from "../projects/repos.ts";
import type { Source } from "../projects/sources.ts";

/** Commands that look at many repositories. */
export const COMMANDS: readonly Case[] = [
  {
    name: "lock --update, 30 branches",
    goal: 0.35,
    pairs: 5,
    needsNew: true,
    async prepare(setting) {
      const sources = await sourcesOf(LAYERS, setting);
      return inOwnDirectories(setting, {
        place: LAYERS.name,
        args: ["lock", "--update", "lock.yml"],
        files: { "lock.yml": repoProject(sources, byBranch) },
      });
    },
  },
  {
    name: "for-all-repos true, 100 repositories",
    goal: 0.2,
    pairs: 3,
    async prepare(setting) {
      return inOwnDirectories(setting, {
        place: CROWD.name,
        args: ["for-all-repos", "all.yml", "true"],
        files: { "all.yml": repoProject(await hundred(setting), byRefspec) },
      });
    },
  },
  {
    name: "dump --resolve-refs, 100 repositories",
    goal: 0.2,
    pairs: 3,
    needsNew: true,
    async prepare(setting) {
      return inOwnDirectories(setting, {
        place: CROWD.name,
        args: ["dump", "--resolve-refs", "branch.yml"],
        files: { "branch.yml": repoProject(await hundred(setting), byBranch) },
      });
    },
  },
  {
    name: "diff, 100 repositories moved by a commit",
    goal: 0.2,
    pairs: 3,
    needsNew: true,
    async prepare(setting) {
      const sources = await hundred(setting);
      return inOwnDirectories(setting, {
        place: CROWD.name,
        args: ["diff", "old.yml", "new.yml"],
        files: {
          "old.yml": repoProject(sources, byOlderCommit),
          "new.yml": repoProject(sources, byCommitOnBranch),
        },
      });
    },
  },
];

const hundred = async (setting: Setting): Promise<Source[]> =>
  (await sourcesOf(CROWD, setting)).slice(0, 100);
