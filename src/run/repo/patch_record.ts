import { join } from "node:path";
import type { Repo } from "../../repo/repo.ts";
import type { Session } from "../session.ts";
import { administration } from "./administration.ts";

/** What the patches of a repository were made of, kept beside its history to see that they still are. */
export interface PatchRecord {
  readonly base: string;
  readonly patches: string;
  readonly head: string;
}

const recordPath = (repo: Repo) => join(administration(repo.path, repo), "kas-patched.json");

export function readPatchRecord(session: Session, repo: Repo): PatchRecord | undefined {
  try {
    const record = JSON.parse(session.host.readText(recordPath(repo)) ?? "null");
    const ids = [record?.base, record?.head];
    return ids.every((id) => /^[0-9a-f]{40,64}$/.test(id)) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a repository has these patches on this base already, and nothing came on top of them. */
export function isPatched(
  session: Session,
  repo: Repo,
  wanted: Omit<PatchRecord, "head">,
  head: string | null | undefined,
): boolean {
  const record = readPatchRecord(session, repo);
  return record !== undefined && record.head === head && record.base === wanted.base &&
    record.patches === wanted.patches;
}

export function writePatchRecord(session: Session, repo: Repo, record: PatchRecord): void {
  if (session.host.stat(administration(repo.path, repo))?.kind !== "directory") return;
  session.host.write(recordPath(repo), JSON.stringify(record));
}
