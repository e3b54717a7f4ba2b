import { join } from "node:path";
import { layerCollections } from "../../bitbake/layer_conf.ts";
import { type Finding, findingOf } from "../../check/finding.ts";
import { topFiles } from "../../config/provenance.ts";
import { Explainer } from "../../explain/explain.ts";
import type { ExplainFacts } from "../../explain/explanation.ts";
import { includeTree } from "../../explain/include_tree.ts";
import type { PageFacts, PageLayer, PagePatch } from "../../page/facts.ts";
import { sortLayers } from "../../repo/layers.ts";
import { patchSubject } from "../../repo/patches.ts";
import type { Repo } from "../../repo/repo.ts";
import { Problems } from "../problems.ts";
import type { ReadyProject } from "../project.ts";
import { readInputText } from "../read_input.ts";
import { findPatches } from "../repo/find_patches.ts";
import { type Repos, reposOf } from "../repo/repos.ts";
import type { Session } from "../session.ts";
import { isThere, pageRepos } from "./page_repos.ts";

/** Bytes of a patch in which its subject is looked for. */
const HEAD = 1 << 16;

/**
 * What a page tells of a project that is set up: nothing is changed, and nothing is fetched.
 * @param findings what a check of the project has found
 */
export async function pageFacts(
  session: Session,
  project: ReadyProject,
  explained: ExplainFacts,
  findings: readonly Finding[],
): Promise<PageFacts> {
  const { config, repos } = project;
  const { topPaths } = explained;
  const explainer = new Explainer(explained);
  const all = await reposOf(session, project);
  const problems = new Problems();
  const patches = await findAllPatches(session, all, problems);
  const root = outerOf(config.topRepo, session.settings.workDir);
  return {
    topPaths,
    root,
    files: includeTree(topFiles(config.files, topPaths)),
    values: explainer.explainAll(),
    repos: await pageRepos(session, all, explainer),
    layers: pageLayers(session, repos),
    patches,
    findings: [...findings, ...problems.all.map((problem) => findingOf(problem))],
  };
}

/** The one of two directories that the other one is in; else the first. */
function outerOf(first: string, second: string): string {
  return first.startsWith(`${second}/`) ? second : first;
}

function pageLayers({ host }: Session, repos: readonly Repo[]): PageLayer[] {
  const owners = new Map(repos.flatMap((repo) => repo.layers.map((layer) => [layer, repo.id])));
  return sortLayers([...owners.keys()]).map((layer) => ({
    layer,
    repo: owners.get(layer)!,
    present: host.stat(layer.path)?.kind === "directory",
    collections: layerCollections(readInputText(host, join(layer.path, "conf/layer.conf")) ?? ""),
  }));
}

/** The patch files of all repositories; those that are not there yet have none to tell. */
async function findAllPatches(
  session: Session,
  repos: Repos,
  problems: Problems,
): Promise<PagePatch[]> {
  const { host } = session;
  const found: PagePatch[] = [];
  for (const repo of repos.managed) {
    const { patchDate } = repos.vcs(repo);
    const patches = repo.patches.filter((patch) => {
      const holder = repos.all.find(({ id }) => id === patch.repo);
      return holder === undefined || isThere(host, holder);
    });
    const files = await problems.collect(() =>
      findPatches(session, { ...repo, patches }, repos.all, patchDate)
    );
    for (const { id, path, digest } of files ?? []) {
      const subject = patchSubject(new TextDecoder().decode(host.readStart(path, HEAD)));
      found.push({ repo: repo.id, id, path, subject, sha256: digest });
    }
  }
  return found;
}
