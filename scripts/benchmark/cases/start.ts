import { join } from "node:path";
import { type Case, newDirectory } from "../case.ts";
import { inOneDirectory } from "../contest.ts";
import { measure } from "../measure.ts";

/** What the start of the programs takes. */
export const START: readonly Case[] = [
  {
    name: "--version",
    goal: 0.19,
    pairs: 11,
    prepare: async (setting) => inOneDirectory(setting, ["--version"], setting.directory),
  },
  {
    name: "kas-container -n",
    goal: 0.6,
    pairs: 11,
    async prepare({ directory, kas, peer }) {
      const cwd = newDirectory(directory, "container");
      Deno.writeTextFileSync(join(cwd, "kas.yml"), "header:\n  version: 10\n");
      const env = {
        PATH: `${idleEngine(directory)}:${Deno.env.get("PATH")}`,
        KAS_ALLOW_ROOT: "yes",
      };
      const start = (argv: readonly string[]) => () =>
        measure([...argv, "build", "kas.yml"], cwd, env);
      return { ours: start([kas, "container", "-n"]), peer: start(peer.container) };
    },
  },
];

/** A directory for PATH, in which docker is a program that does nothing. */
function idleEngine(directory: string): string {
  const bin = newDirectory(directory, "engine");
  const docker = join(bin, "docker");
  Deno.writeTextFileSync(docker, '#!/bin/sh\n[ "$1" = -v ] && echo Docker\nexit 0\n');
  // The mode of a new file is subject to the umask.
  Deno.chmodSync(docker, 0o755);
  return bin;
}
