import { join } from "node:path";
import type { GitRepo } from "./git.ts";

/** As many are remembered: repositories are moved seldom, and old ones are on branches mostly. */
const REMEMBERED = 500;

const fileOf = ({ repo }: GitRepo) => join(repo.path, ".git/kas-heads");

/** Ids of the commits that kas itself has checked out, to know them from the user's. */
export function ownHeads(it: GitRepo): string[] {
  const lines = it.session.host.readText(fileOf(it))?.split("\n") ?? [];
  return lines.filter((line) => /^[0-9a-f]{40,64}$/.test(line));
}

/** Remembers a commit that kas has checked out. */
export function rememberHead(it: GitRepo, commit: string): void {
  const { host } = it.session;
  if (host.stat(join(it.repo.path, ".git"))?.kind !== "directory") return;
  const heads = ownHeads(it);
  if (heads.at(-1) === commit) return;
  const kept = [...heads.filter((head) => head !== commit), commit].slice(-REMEMBERED);
  host.write(fileOf(it), kept.map((head) => `${head}\n`).join(""));
}
