import { Buffer } from "node:buffer";
import { basename, isAbsolute, relative } from "node:path";
import { redactSecrets } from "../../base/credentials.ts";
import { parseOsRelease } from "../../bitbake/locale.ts";
import { configEnvironment } from "../../config/build_settings.ts";
import { stepsUp } from "../../config/names.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { attestationPlan, type AttestedRepo } from "../../report/attestation.ts";
import { artifactElsewhere, noArtifact } from "../../report/errors.ts";
import { findFiles } from "../find_files.ts";
import { perform } from "../perform.ts";
import { type Repos, reposOf } from "../repo/repos.ts";
import type { Session } from "../session.ts";
import type { ReadyProject } from "../project.ts";

/** What the command knows of the build. */
export interface Build {
  readonly started: Date;
  /** Whether the variables of the configuration go into the attestation (mode=max). */
  readonly withEnvironment: boolean;
  readonly bitbakeArgs: readonly string[];
}

/**
 * Writes the attestation of a build that has succeeded, to attestation/ in the build
 * directory. @throws UserError if no file matches an entry of `artifacts`
 */
export async function writeAttestation(
  session: Session,
  project: ReadyProject,
  topFiles: readonly string[],
  build: Build,
): Promise<void> {
  const { host, settings } = session;
  const { config, overrides } = project;
  const finished = host.now();
  const all = await reposOf(session, project);
  const repos = await attestedRepos(all);
  const plan = attestationPlan(settings.buildDir, {
    started: build.started,
    finished,
    artifacts: await findArtifacts(session, project, build.started, finished),
    repos: repos.map(({ attested }) => attested),
    configFiles: topFiles.map((file) => shownPath(file, settings.workDir, config.topRepo)),
    untracked: await untrackedFiles(session, project, topFiles, all, repos.map(({ repo }) => repo)),
    targets: overrides.targets.length > 0 ? overrides.targets : undefined,
    task: overrides.task,
    bitbakeArgs: build.bitbakeArgs,
    env: build.withEnvironment ? configEnvironment(config, host.env) : undefined,
    distro: parseOsRelease(host.readText("/etc/os-release") ?? ""),
    invocation: host.env.CI_JOB_URL ?? "",
  });
  await perform(session, plan);
}

async function findArtifacts(
  { host, log, settings, cancel }: Session,
  { config }: ReadyProject,
  started: Date,
  finished: Date,
): Promise<{ name: string; sha256: string }[]> {
  const artifacts = [];
  for (const [id, pattern] of config.artifacts) {
    if (isAbsolute(pattern) || stepsUp(pattern)) throw artifactElsewhere(config, id, pattern);
    const files = findFiles(host, settings.buildDir, pattern);
    if (files.length === 0) throw noArtifact(config, id, pattern, settings.buildDir);
    for (const path of files) {
      log.debug(`Found artifact ${id}:${relative(settings.buildDir, path)} in build dir`);
      const { modified } = host.stat(path)!;
      if (modified < started || modified > finished) {
        log.warning(
          `Artifact ${id}:${basename(path)} mtime ${modified.toISOString()} not in build range ` +
            `[${started.toISOString()} - ${finished.toISOString()}]`,
        );
      }
      artifacts.push({ name: basename(path), sha256: (await host.sha256(path, cancel))! });
    }
  }
  if (artifacts.length === 0) log.warning("Attestation does not contain any artifacts.");
  return artifacts;
}

/**
 * The repositories that have an origin and a commit: others cannot be told of, but for the
 * directories that stand in for some, which are told by where they are.
 */
async function attestedRepos(
  repos: Repos,
): Promise<{ repo: Repo; attested: AttestedRepo }[]> {
  const attested = [];
  for (const repo of repos.all) {
    const vcs = repos.vcs(repo);
    const found = await vcs.tracking();
    const commit = isManaged(repo) ? await vcs.revision() : found?.commit;
    const url = repo.replaced ? repo.path : repo.url ?? found?.url ?? null;
    const isKnown = found !== undefined && commit !== undefined;
    if (url === null || !isKnown && !repo.replaced) continue;
    attested.push({
      repo,
      attested: {
        name: repo.name,
        type: repos.typeOf(repo),
        url,
        commit,
        // What no commit tells could be anything.
        dirty: found?.dirty ?? true,
        replaced: repo.replaced,
        layers: repo.layers.map((layer) => relative(repo.path, layer.path) || "."),
      },
    });
  }
  return attested;
}

/** Files of the command line that no repository tracks: what they say is not known otherwise. */
async function untrackedFiles(
  session: Session,
  project: ReadyProject,
  topFiles: readonly string[],
  all: Repos,
  repos: readonly Repo[],
): Promise<{ name: string; base64: string }[]> {
  const files = [];
  for (const file of topFiles) {
    const tracked = await Promise.all(
      repos.filter((repo) => file.startsWith(`${repo.path}/`))
        .map((repo) => all.vcs(repo).tracks(file)),
    );
    if (tracked.includes(true)) {
      session.log.debug(`Config file ${file} is tracked`);
      continue;
    }
    const name = shownPath(file, session.settings.workDir, project.config.topRepo);
    const text = redactSecrets(session.host.readText(file) ?? "");
    files.push({ name, base64: Buffer.from(text).toString("base64") });
  }
  return files;
}

/** The path as seen from the work directory, or else from the project's root. */
function shownPath(file: string, workDir: string, topRepo: string): string {
  const base = [workDir, topRepo].find((directory) => file.startsWith(`${directory}/`));
  return base === undefined ? file : relative(base, file);
}
