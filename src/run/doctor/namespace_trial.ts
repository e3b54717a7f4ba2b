import { UserError } from "../../base/errors.ts";
import { knowsMapAuto } from "../../clean/clean_plan.ts";
import type { IdMaps, Namespace, Trial } from "../../doctor/facts.ts";
import { parseIdMap } from "../../entrypoint/id_map.ts";
import type { Host } from "../../host/host.ts";
import { probe } from "../container/probe.ts";
import { lastWords } from "./last_words.ts";

/** Prints the id maps of its namespace, one behind the other. */
export const PRINT_MAPS = "cat /proc/self/uid_map && echo gid && cat /proc/self/gid_map";

/** Reads what `PRINT_MAPS` has printed; undefined if that is none. */
export function readMaps(text: string): IdMaps | undefined {
  const [uid, gid] = text.split("gid\n");
  try {
    return { uid: parseIdMap(uid!, "uid_map"), gid: parseIdMap(gid ?? "", "gid_map") };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** All in the namespace is tried; what does not work leaves its word out. @param $1 a directory */
const SCRIPT = `${PRINT_MAPS} && echo done
unshare --user --map-root-user true && echo nested
[ -n "$1" ] && : > "$1/f" && chown 1:1 "$1/f" && echo owned; rm -f "$1/f"
unshare --mount mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && echo binfmt
:`;

/**
 * Makes a user namespace with the caller's subordinate ids, as `kas clean` does on the host and
 * Isar in a container.
 * @param directory where a file is given to such an id, which goes again; undefined for none
 * @param version what `unshare --version` says
 */
export async function tryNamespace(
  host: Host,
  version: string | undefined,
  directory: string | undefined,
): Promise<Trial<Namespace> | undefined> {
  if (version === undefined || !knowsMapAuto(version)) return undefined;
  const enter = ["unshare", "--map-auto", "--map-root-user", "--keep-caps"];
  const { stdout, stderr } = await probe(host, ...enter, "sh", "-c", SCRIPT, "sh", directory ?? "");
  const [printed, words] = stdout.split("done\n");
  const maps = readMaps(printed!);
  if (words === undefined || !maps) return { kind: "failed", reason: lastWords(stderr) };
  const worked = (word: string) => words.split("\n").includes(word);
  return {
    kind: "worked",
    found: {
      ...maps,
      nested: worked("nested"),
      owned: directory === undefined ? undefined : worked("owned"),
      binfmt: worked("binfmt"),
    },
  };
}
