import { join } from "node:path";
import { publicUrl } from "../../../base/credentials.ts";
import { HG_CHANGES_ARGS, hgDefaultPath } from "../../../repo/hg.ts";
import { HG_DRAFTS_ARGS, parseDrafts, reasonOf } from "../../../repo/own_work.ts";
import { isPythonCache } from "../../../repo/signature.ts";
import { candidateUrls } from "../../../repo/url.ts";
import { nestedRepositories } from "../nested_repositories.ts";
import type { HgRepo } from "./hg.ts";

/** Files of .hg that stand for something begun (hg help -e), or put aside. */
const MARKS: Readonly<Record<string, string>> = {
  rebasestate: "a rebase is not finished",
  graftstate: "a graft is not finished",
  "histedit-state": "a histedit is not finished",
  updatestate: "an update is not finished",
  "merge/state2": "a merge is not finished",
  "bisect.state": "a bisect is not finished",
  shelvedstate: "an unshelve is not finished",
  "patches/series": "it has patches of mq",
  sharedpath: "it is a share of another repository",
};

/** Why a clone holds more than its origin and the patches can give again; empty if it does not. */
export async function hgOwnWork(it: HgRepo): Promise<string[]> {
  const { session, hg, repo, nested } = it;
  const { host } = session;
  const administration = join(repo.path, ".hg");
  if (host.lstat(administration)?.kind !== "directory") return [`it is no clone of ${repo.url}`];
  if (await hg.ask(["root"]) !== host.realPath(repo.path)) {
    return ["hg does not know it as a repository"];
  }
  const urls = candidateUrls(repo.url ?? "", session.settings.premirrors)
    .map((url) => publicUrl(url).url);
  const origin = hgDefaultPath(host.readText(join(administration, "hgrc")) ?? "");
  const isIts = origin !== undefined && urls.includes(publicUrl(origin).url);
  const isOwn = (path: string) =>
    path !== "" && !isPythonCache(path) &&
    !nested.some((outer) => path === outer || path.startsWith(`${outer}/`));
  const changes = await hg.ask([...HG_CHANGES_ARGS, "--subrepos"]);
  const drafts = await hg.ask(HG_DRAFTS_ARGS);
  if (changes === undefined || drafts === undefined) return ["hg cannot read it (hg verify)"];
  const skipped = new Set(nested.map((path) => join(repo.path, path)));
  const below = host.list(repo.path).flatMap((name) =>
    name === ".hg" ? [] : nestedRepositories(host, join(repo.path, name), skipped)
  );
  return [
    ...(isIts ? [] : [`its default path is ${origin ?? "not set"}, not ${urls.at(-1)}`]),
    ...Object.entries(MARKS)
      .filter(([name]) => (host.stat(join(administration, name))?.size ?? 0) > 0)
      .map(([, reason]) => reason),
    ...(host.list(join(administration, "shelved")).length > 0
      ? ["it has shelved changes (hg shelve --list)"]
      : []),
    ...reasonOf("it has changes", changes.split("\0").filter(isOwn)),
    ...reasonOf(
      "it has changesets that are not public",
      parseDrafts(drafts).filter(({ ofPatch }) => !ofPatch).map(({ id }) => id),
    ),
    ...reasonOf("other repositories lie in it", below),
  ];
}
