import { posix } from "node:path";
import type { UserError } from "../../base/errors.ts";
import type { Session } from "../session.ts";
import { keepFile, type KeptFile } from "./kept_file.ts";
import { TarReader } from "./tar_reader.ts";

/**
 * Unpacks the files of an archive that an engine has written.
 * @param directory of ours; the archive's names are no names of files there
 * @param broken makes the error for what is no archive
 * @returns what a member's name stands for; a link is the file that it leads to
 */
export async function unpackArchive(
  session: Session,
  archive: string,
  directory: string,
  broken: (file: string, reason: string) => UserError,
): Promise<(name: string) => KeptFile | undefined> {
  const files = new Map<string, KeptFile>();
  const links = new Map<string, string>();
  const tar = new TarReader(session, archive, broken);
  try {
    for (let entry = await tar.nextOfAny(); entry; entry = await tar.nextOfAny()) {
      const { name, type, link } = entry;
      if (type === "2") links.set(name, posix.join(posix.dirname(name), link));
      if (type === "1") links.set(name, link);
      if (type !== "0") continue;
      const path = `${directory}/member-${files.size}`;
      const kept = await keepFile(session.host, path, async (write) => {
        for await (const bytes of tar.content()) write(bytes);
      });
      files.set(name, kept);
    }
  } finally {
    tar.close();
  }
  return (name) => files.get(name) ?? files.get(links.get(name) ?? "");
}
