import type { Environment } from "../../base/command.ts";
import { UserError } from "../../base/errors.ts";
import type { Note } from "../../base/log.ts";
import { type Draft, draftConfig } from "../../check/draft.ts";
import { errorsOf, type Finding, findingOf, warningsOf } from "../../check/finding.ts";
import { type Presence, projectFindings } from "../../check/project_findings.ts";
import type { ConfigFile, IncludeWalk } from "../../config/include.ts";
import type { LocalRepos } from "../../repo/local_override.ts";
import type { Repo } from "../../repo/repo.ts";
import { resolveRepo, resolveRepos } from "../../repo/resolve_repos.ts";
import { premirrorNotes } from "../../repo/url.ts";
import { layerProblems } from "../bitbake/check_layers.ts";
import { explainAbsences } from "../config/absent_submodule.ts";
import { ConfigLoader } from "../config/load_config.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { presenceOf } from "./presence.ts";

/** What was found about a project. */
export interface CheckedProject {
  readonly findings: readonly Finding[];
  /** The files that were read, each once. */
  readonly files: readonly ConfigFile[];
  /** Its repositories, but for those whose entries are wrong. */
  readonly repos: readonly Repo[];
}

/**
 * Looks at a project as it is on disk: nothing is fetched, checked out or written. Files of
 * repositories are read as far as these are there, at the commit that they are pinned to.
 */
export async function checkProject(
  session: Session,
  environment: Environment,
  topFiles: readonly string[],
  local: LocalRepos,
): Promise<CheckedProject> {
  const loader = new ConfigLoader(session, topFiles, local);
  try {
    const walk = await walkProject(session, loader, environment, local);
    return lookAt(session, draftConfig(walk, local), local);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What keeps kas from reading anything is a finding as any other.
    return { findings: errorsOf(error), files: [], repos: [] };
  }
}

/** Follows the includes into all repositories that are there. */
async function walkProject(
  session: Session,
  loader: ConfigLoader,
  environment: Environment,
  local: LocalRepos,
): Promise<IncludeWalk> {
  const roots = new Map(local);
  while (true) {
    const walk = await loader.walk(environment, roots);
    const found = walk.missingRepos.length > 0 ? readableRoots(session, walk, local) : [];
    for (const [id, path] of found) roots.set(id, path);
    if (found.length > 0) continue;
    if (walk.kind === "walked") return walk;
    const tools = new Tools(session, environment);
    return { ...walk, problems: await explainAbsences(tools, walk.problems) };
  }
}

/** Where repositories are that includes wait for, as far as their files can be relied on. */
function readableRoots(
  session: Session,
  walk: IncludeWalk,
  local: LocalRepos,
): (readonly [id: string, path: string])[] {
  const { config } = draftConfig(walk, local);
  return walk.missingRepos.filter((id) => config.repos.has(id)).flatMap((id) => {
    const { value: repo } = resolveRepo(config, id, optionsOf(session, local));
    const there = presenceOf(session.host, repo);
    // Nobody has verified what must be signed.
    const isRead = !config.repos.get(id)!.signed && (there === "exact" || there === "likely");
    return isRead ? [[id, repo.path] as const] : [];
  });
}

/** What is wrong or doubtful with what was read, repositories and their layers included. */
function lookAt(session: Session, draft: Draft, local: LocalRepos): CheckedProject {
  const { config, follows } = draft;
  const resolved = resolveRepos(config, optionsOf(session, local));
  const repos = new Map(resolved.value.map((repo) => [repo.id, repo]));
  const presence = new Map(
    resolved.value.map((repo) => [repo.id, presenceOf(session.host, repo)]),
  );
  const there = (id: string): Presence => presence.get(id) ?? "absent";
  const files = eachOnce(config.files);
  const mistakes = [
    ...draft.findings,
    ...resolved.problems.map((problem) => findingOf(problem)).filter((it) => !follows(it)),
  ];
  const doubts = [
    ...warningsOf(resolved.notes.map((note) => placed(note, repos))),
    ...projectFindings(draft, files, resolved.value, there),
    ...resolved.value.flatMap((repo) => layerFindings(session, repo, there(repo.id))),
  ];
  const wrong = new Set(mistakes.map(({ level, key }) => level === "error" ? key?.[1] : undefined));
  return {
    findings: [
      ...warningsOf(premirrorNotes(session.settings.premirrors)),
      ...mistakes,
      ...doubts.filter((finding) => !follows(finding)),
    ],
    files,
    repos: resolved.value.filter((repo) => !wrong.has(repo.id)),
  };
}

function eachOnce(files: readonly ConfigFile[]): ConfigFile[] {
  return [...new Map(files.map((file) => [file.file.document, file])).values()];
}

/** A note about a repository, with the place that it is about. */
function placed(note: Note, repos: ReadonlyMap<string, Repo>): Note {
  const [, id, ...keys] = note.key ?? [];
  const place = repos.get(String(id))?.at(...keys.map(String)).place;
  return { ...note, ...(place && { place }) };
}

/** A layer that is not there may be in the commit that is not checked out. */
function layerFindings(session: Session, repo: Repo, presence: Presence): Finding[] {
  return layerProblems(session, repo).map((problem) =>
    findingOf(
      problem,
      problem.kind === "layer_missing" && presence !== "exact" ? "warning" : "error",
    )
  );
}

const optionsOf = ({ settings }: Session, local: LocalRepos) => ({
  settings,
  update: false,
  warnUnpinned: true,
  local,
});
