import { join } from "node:path";
import { type Case, newDirectory, removeIfThere, type Setting } from "../case.ts";
import { measure } from "../measure.ts";

/** Downloads of a gigabyte, that nothing compresses. */
const LARGE = { count: 8, bytes: 128 << 20 };
const SMALL = { count: 2000, bytes: 20_000 };

/** The most megabytes that a bundle may take, however large it is. */
const MEMORY_GOAL = 120;

/** Bundles, against tar and sha256sum over the same bytes: the goal is half their speed. */
export const BUNDLES: readonly Case[] = [
  {
    name: "bundle create, 1 GB (tar, sha256sum)",
    goal: 2,
    memoryGoal: MEMORY_GOAL,
    pairs: 3,
    isLong: true,
    prepare(setting) {
      const { cwd, env } = writeDownloads(setting, "bundle-create");
      return Promise.resolve({
        ours: () => measure([setting.kas, ...CREATE], cwd, env),
        peer: () => measure(["sh", "-c", "tar cf peer.tar dl && sha256sum peer.tar"], cwd),
      });
    },
  },
  {
    name: "bundle import, 1 GB (sha256sum, tar)",
    goal: 2,
    memoryGoal: MEMORY_GOAL,
    pairs: 3,
    isLong: true,
    prepare(setting) {
      const { cwd, env } = writeDownloads(setting, "bundle-import");
      measure([setting.kas, ...CREATE], cwd, env);
      measure(["tar", "cf", "peer.tar", "dl"], cwd);
      const unpack = "sha256sum peer.tar && mkdir peer && tar xf peer.tar -C peer";
      return Promise.resolve({
        ours: () => {
          removeIfThere(join(cwd, "site"));
          return measure([setting.kas, "bundle", "import", "ours.tar", "--into", "site"], cwd);
        },
        peer: () => {
          removeIfThere(join(cwd, "peer"));
          return measure(["sh", "-c", unpack], cwd);
        },
      });
    },
  },
];

const CREATE = ["bundle", "create", "kas.yml", "--downloads=present", "-o", "ours.tar"];

function writeDownloads({ directory }: Setting, place: string) {
  const cwd = newDirectory(directory, place);
  const downloads = newDirectory(cwd, "dl");
  Deno.writeTextFileSync(join(cwd, "kas.yml"), "header:\n  version: 16\n");
  for (const { count, bytes } of [LARGE, SMALL]) {
    for (let index = 0; index < count; index++) {
      writeChance(join(downloads, `${bytes}-${index}.tar.gz`), bytes);
    }
  }
  return { cwd, env: { DL_DIR: downloads } };
}

/** A file of bytes by chance. */
function writeChance(path: string, bytes: number): void {
  const chance = new Uint8Array(1 << 16);
  using file = Deno.openSync(path, { write: true, createNew: true });
  for (let left = bytes; left > 0; left -= chance.length) {
    crypto.getRandomValues(chance);
    file.writeSync(chance.subarray(0, left));
  }
}
