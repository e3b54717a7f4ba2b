import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import { patchMissing, patchRepoMissing, seriesPatchMissing } from "../../repo/errors.ts";
import { mailDate, parseSeries } from "../../repo/patches.ts";
import type { Repo } from "../../repo/repo.ts";
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

/**
 * All patch files of a repository in the order of their entries, quilt series unfolded.
 * @param dateOf the date that a patch's text tells of itself; else its file's time counts
 */
export function findPatches(
  session: Session,
  repo: Repo,
  repos: readonly Repo[],
  dateOf: (text: string) => string | undefined,
): PatchFile[] {
  const { host } = session;
  const files: PatchFile[] = [];
  const add = (id: string, path: string, strip: number) => {
    const bytes = host.read(path)!;
    const date = dateOf(new TextDecoder().decode(bytes)) ?? mailDate(host.stat(path)!.modified);
    files.push({ id, path, strip, date, digest: digest(bytes) });
  };
  for (const patch of repo.patches) {
    const holder = repos.find((candidate) => candidate.id === patch.repo);
    if (!holder) throw patchRepoMissing(repo, patch.id, patch.repo);
    const path = isAbsolute(patch.path) ? patch.path : join(holder.path, patch.path);
    const series = host.readText(join(path, "series"));
    if (host.stat(path)?.kind === "file") {
      add(patch.id, path, 1);
    } else if (series !== undefined) {
      for (const entry of parseSeries(series)) {
        const file = join(path, entry.file);
        if (host.stat(file)?.kind !== "file") {
          throw seriesPatchMissing(repo, patch.id, file, join(path, "series"));
        }
        add(patch.id, file, entry.strip);
      }
    } else throw patchMissing(repo, patch.id, path);
  }
  return files;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
