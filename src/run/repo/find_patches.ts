import { dirname, isAbsolute, join } from "node:path";
import { shorten } from "../../config/value.ts";
import {
  patchElsewhere,
  patchMissing,
  patchRepoMissing,
  seriesPatchMissing,
} from "../../repo/errors.ts";
import { mailDate, parseSeries } from "../../repo/patches.ts";
import type { Repo } from "../../repo/repo.ts";
import { readInputText } from "../read_input.ts";
import type { Session } from "../session.ts";

/** A patch file, ready to be applied. */
export interface PatchFile {
  /** Id of the configuration's entry that it belongs to. */
  readonly id: string;
  readonly path: string;
  readonly strip: number;
  readonly date: string;
  readonly digest: string;
}

/** Bytes of a patch in which its date is looked for. */
const HEAD = 1 << 16;
/** Bytes of a path (PATH_MAX of Linux). */
const LONGEST_PATH = 4096;

/**
 * All patch files of a repository in the order of their entries, quilt series unfolded.
 * @param dateOf the date that a patch's text tells of itself; else its file's time counts
 */
export async function findPatches(
  session: Session,
  repo: Repo,
  repos: readonly Repo[],
  dateOf: (text: string) => string | undefined,
): Promise<PatchFile[]> {
  const { host, cancel } = session;
  const files: PatchFile[] = [];
  const add = async (id: string, path: string, strip: number) => {
    const head = new TextDecoder().decode(host.readStart(path, HEAD));
    const date = dateOf(head) ?? mailDate(host.stat(path)!.modified);
    files.push({ id, path, strip, date, digest: (await host.sha256(path, cancel))! });
  };
  const isBelow = (path: string, directory: string) => {
    const root = host.realPath(directory);
    return root === "/" || host.realPath(path).startsWith(`${root}/`);
  };
  for (const patch of repo.patches) {
    const holder = repos.find((candidate) => candidate.id === patch.repo);
    if (!holder) {
      throw patchRepoMissing(repo, patch.id, patch.repo, repos.map(({ id }) => id));
    }
    const absolute = isAbsolute(patch.path);
    const path = absolute ? patch.path : join(holder.path, patch.path);
    const kind = host.stat(path)?.kind;
    if (!absolute && kind !== undefined && `${path}/` !== `${holder.path}/`) {
      if (!isBelow(path, holder.path)) throw patchElsewhere(repo, patch.id, path, holder.path);
    }
    if (kind === "file") {
      await add(patch.id, path, 1);
      continue;
    }
    const series = join(path, "series");
    const text = kind === "directory" ? readInputText(host, series) : undefined;
    if (text === undefined) {
      throw patchMissing(repo, patch.id, path, host.list(dirname(path)));
    }
    const root = absolute ? path : holder.path;
    if (!isBelow(series, root)) throw patchElsewhere(repo, patch.id, series, root);
    for (const entry of parseSeries(text)) {
      const file = join(path, entry.file);
      if (file.length > LONGEST_PATH || host.stat(file)?.kind !== "file") {
        throw seriesPatchMissing(repo, patch.id, shorten(file), series);
      }
      if (!file.startsWith(join(path, "/")) || !isBelow(file, root)) {
        throw patchElsewhere(repo, patch.id, file, path);
      }
      await add(patch.id, file, entry.strip);
    }
  }
  return files;
}
