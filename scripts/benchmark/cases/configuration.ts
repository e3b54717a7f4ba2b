import { type Case, newDirectory } from "../case.ts";
import { inOneDirectory } from "../contest.ts";
import { writeChain, writeSideBySide } from "../projects/includes.ts";
import { writeLongFile } from "../projects/settings.ts";

/** Reading configurations: no repositories in them. */
export const CONFIGURATION: readonly Case[] = [
  dump("dump, 100 includes", (cwd) => writeSideBySide(cwd, 100), {
    goal: 0.13,
    memoryGoal: 55,
    pairs: 9,
  }),
  dump("dump, 1,000 includes side by side", (cwd) => writeSideBySide(cwd, 1000), {
    goal: 0.15,
    pairs: 3,
  }),
  dump("dump, chain of 400 includes", (cwd) => writeChain(cwd, 400), { goal: 0.2, pairs: 5 }),
  dump("dump, project file of 1 MB", (cwd) => writeLongFile(cwd, 1_000_000), {
    goal: 0.2,
    memoryGoal: 130,
    pairs: 3,
  }),
];

function dump(
  name: string,
  write: (cwd: string) => void,
  figures: Pick<Case, "goal" | "memoryGoal" | "pairs">,
): Case {
  return {
    name,
    needsNew: true,
    ...figures,
    async prepare(setting) {
      const cwd = newDirectory(setting.directory, name);
      write(cwd);
      return inOneDirectory(setting, ["dump", "kas.yml"], cwd);
    },
  };
}
