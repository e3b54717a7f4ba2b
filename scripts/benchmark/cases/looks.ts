import { join } from "node:path";
import { type Case, newDirectory, type Setting } from "../case.ts";
import { measure } from "../measure.ts";
import { writeSideBySide } from "../projects/includes.ts";
import { LAYERS, sourcesOf } from "../projects/fleet.ts";
import { byCommitOnBranch, repoProject } from "../projects/repos.ts";

/** Commands that kas lacks, against the command of ours that looks at as much. */
export const LOOKS: readonly Case[] = [
  {
    name: "validate, 100 includes: against our dump",
    goal: 1.1,
    pairs: 9,
    prepare(setting) {
      const cwd = newDirectory(setting.directory, "validate");
      writeSideBySide(cwd, 100);
      return Promise.resolve(contest(setting, cwd, "validate", "dump"));
    },
  },
  {
    name: "status, 30 repositories: against our checkout",
    goal: 1.1,
    pairs: 9,
    async prepare(setting) {
      const cwd = newDirectory(setting.directory, "status");
      const text = repoProject(await sourcesOf(LAYERS, setting), byCommitOnBranch);
      Deno.writeTextFileSync(join(cwd, "kas.yml"), text);
      measure([setting.kas, "checkout", "kas.yml"], cwd);
      return contest(setting, cwd, "status", "checkout");
    },
  },
];

function contest({ kas }: Setting, cwd: string, command: string, against: string) {
  return {
    ours: () => measure([kas, command, "kas.yml"], cwd),
    peer: () => measure([kas, against, "kas.yml"], cwd),
  };
}
