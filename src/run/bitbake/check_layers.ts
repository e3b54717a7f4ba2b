import { join, relative } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Problem } from "../../base/problem.ts";
import { quotingMistake } from "../../config/names.ts";
import type { Host } from "../../host/host.ts";
import { badLayer, layerMissing } from "../../repo/errors.ts";
import type { Layer } from "../../repo/layers.ts";
import type { Repo } from "../../repo/repo.ts";
import type { Session } from "../session.ts";

/** Directories below each other in which layers are looked for, and how many in all. */
const LEVELS = 3;
const MOST_DIRECTORIES = 1000;

/** Checks the layers of repositories that are on disk. @throws UserError with all that is wrong */
export function checkLayers(session: Session, repos: readonly Repo[]): void {
  const problems = repos.flatMap((repo) => layerProblems(session, repo));
  if (problems.length > 0) throw new UserError(problems);
}

/** What is wrong with the layers of a repository, if it is on disk. */
export function layerProblems({ host, settings }: Session, repo: Repo): Problem[] {
  return repo.layers.flatMap((layer) => checkLayer(host, settings.buildDir, repo, layer));
}

function checkLayer(host: Host, buildDir: string, repo: Repo, layer: Layer): Problem[] {
  const text = relative(buildDir, layer.path);
  const found = quotingMistake(text) ?? (/\s/.test(text) ? "blanks" : undefined);
  if (found !== undefined) {
    return [badLayer(repo, layer, `cannot have ${found} in its path: ${text}`)];
  }
  if (host.stat(layer.path)?.kind !== "directory") {
    return isCheckedOut(host, repo) ? [layerMissing(repo, layer, layersIn(host, repo))] : [];
  }
  const root = host.realPath(repo.path);
  const isInside = `${host.realPath(layer.path)}/`.startsWith(`${root}/`);
  if (repo.allowedSigners && !isInside) {
    return [badLayer(repo, layer, "leads out of its repository, which is signed")];
  }
  return [];
}

const isCheckedOut = (host: Host, repo: Repo) =>
  host.list(repo.path).some((name) => name !== ".git" && name !== ".hg");

/** Directories of a repository that are layers, as seen from its root. */
function layersIn(host: Host, repo: Repo): string[] {
  const layers: string[] = [];
  let left = MOST_DIRECTORIES;
  let level = [repo.path];
  for (let depth = 0; depth <= LEVELS; depth++) {
    for (const path of level) {
      if (host.stat(join(path, "conf/layer.conf"))) layers.push(relative(repo.path, path) || ".");
    }
    level = level.flatMap((path) => left-- > 0 ? directoriesIn(host, path) : []);
  }
  return layers.sort();
}

const directoriesIn = (host: Host, path: string) =>
  host.list(path).filter((name) => !name.startsWith(".")).map((name) => join(path, name))
    .filter((child) => host.lstat(child)?.kind === "directory");
