import { join } from "node:path";
import { type Case, newDirectory } from "../case.ts";
import { measure } from "../measure.ts";

const FOREIGN = 2000;

/** clean where files belong to subordinate ids, against an unshare for each of the directories. */
export const CLEANING: readonly Case[] = [
  {
    name: "clean, 2,000 foreign directories",
    goal: 0.05,
    pairs: 1,
    isLong: true,
    async prepare({ directory, kas }) {
      const name = Deno.env.get("KAS_TEST_USER") ?? "kas-rootless";
      const user = findUser(name);
      if (!user) return `it needs root and a user ${name} with subordinate ids`;
      // The user can enter neither the place of our program, nor, until told so, this directory.
      Deno.chmodSync(directory, 0o755);
      const program = join(directory, "kas");
      Deno.copyFileSync(kas, program);
      Deno.chmodSync(program, 0o755);
      const work = newDirectory(directory, "clean");
      const as = ["setpriv", `--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups", "--"];
      const run = (argv: readonly string[]) => () => {
        writeForeign(work, user);
        return measure([...as, ...argv], work, { USER: name, HOME: work, KAS_WORK_DIR: work });
      };
      const unshare = "unshare --map-auto --map-root-user --keep-caps rm -rf {}";
      const each = `find build/tmp ! -user ${user.uid} -type d -prune -exec ${unshare} ';'`;
      return {
        ours: run([program, "clean", "--isar-rootless"]),
        peer: run(["sh", "-c", `${each}; rm -rf build/tmp`]),
      };
    },
  },
];

interface User {
  readonly uid: number;
  readonly gid: number;
  /** One of the subordinate ids. */
  readonly subordinate: number;
}

/** The user, if there is one and files can be given to anybody. */
function findUser(name: string): User | undefined {
  const row = (file: string) =>
    Deno.readTextFileSync(file).split("\n").find((line) => line.startsWith(`${name}:`))?.split(":");
  if (Deno.uid() !== 0) return undefined;
  const [account, range] = [row("/etc/passwd"), row("/etc/subuid")];
  if (!account || !range) return undefined;
  return { uid: Number(account[2]), gid: Number(account[3]), subordinate: Number(range[1]) + 5 };
}

function writeForeign(work: string, { uid, gid, subordinate }: User): void {
  const temporary = join(work, "build/tmp");
  for (let index = 0; index < FOREIGN; index++) {
    const parent = join(temporary, `own${index % 50}`);
    const foreign = join(parent, `foreign${index}`);
    Deno.mkdirSync(foreign, { recursive: true });
    Deno.chownSync(foreign, subordinate, subordinate);
    Deno.chownSync(parent, uid, gid);
  }
  for (const path of [work, join(work, "build"), temporary]) Deno.chownSync(path, uid, gid);
}
