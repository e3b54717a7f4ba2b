import { Buffer } from "node:buffer";
import { basename, isAbsolute, join, relative } from "node:path";
import type { Environment } from "../../base/command.ts";
import { redactSecrets } from "../../base/credentials.ts";
import { VERSION } from "../../base/version.ts";
import { parseOsRelease } from "../../bitbake/locale.ts";
import { configEnvironment } from "../../config/build_settings.ts";
import { configError } from "../../config/config.ts";
import { writeJson } from "../../config/write_json.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { type AttestedRepo, provenance } from "../../report/attestation.ts";
import { findFiles } from "../find_files.ts";
import { gitStatus } from "../repo/git/status.ts";
import { hg, hgTracking } from "../repo/hg.ts";
import { findRevision, trackingOf } from "../repo/revisions.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { git } from "../tools.ts";

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
  const repos = await attestedRepos(session, project);
  const statement = provenance({
    started: build.started,
    finished,
    artifacts: findArtifacts(session, project, build.started, finished),
    repos: repos.map(({ attested }) => attested),
    configFiles: topFiles.map((file) => shownPath(file, settings.workDir, config.topRepo)),
    untracked: await untrackedFiles(session, project, topFiles, repos.map(({ repo }) => repo)),
    targets: overrides.targets.length > 0 ? overrides.targets : undefined,
    task: overrides.task,
    bitbakeArgs: build.bitbakeArgs,
    env: build.withEnvironment ? configEnvironment(config, host.env) : undefined,
    distro: parseOsRelease(host.readText("/etc/os-release") ?? ""),
    kasVersion: VERSION,
    invocation: host.env.CI_JOB_URL ?? "",
  });
  const directory = join(settings.buildDir, "attestation");
  host.makeDirectory(directory);
  const text = `${writeJson(statement, { indent: 4, sortKeys: false })}\n`;
  host.write(join(directory, "kas-build.provenance.json"), text);
}

function findArtifacts(
  { host, log, settings }: Session,
  { config }: ReadyProject,
  started: Date,
  finished: Date,
): { name: string; sha256: string }[] {
  const artifacts = [...config.artifacts].flatMap(([id, pattern]) => {
    const place = ["artifacts", id];
    if (isAbsolute(pattern)) {
      throw configError(config, place, `artifacts.${id}: "${pattern}" must be a relative path`);
    }
    const files = findFiles(host, settings.buildDir, pattern);
    if (files.length === 0) {
      throw configError(
        config,
        place,
        `No artifact found for ${id}:"${pattern}" in ${settings.buildDir}`,
      );
    }
    return files.map((path) => {
      log.debug(`Found artifact ${id}:${relative(settings.buildDir, path)} in build dir`);
      const { modified } = host.stat(path)!;
      if (modified < started || modified > finished) {
        log.warning(
          `Artifact ${id}:${basename(path)} mtime ${modified.toISOString()} not in build range ` +
            `[${started.toISOString()} - ${finished.toISOString()}]`,
        );
      }
      return { name: basename(path), sha256: host.sha256(path)! };
    });
  });
  if (artifacts.length === 0) log.warning("Attestation does not contain any artifacts.");
  return artifacts;
}

/** The repositories that have an origin and a commit: others cannot be told of. */
async function attestedRepos(
  session: Session,
  project: ReadyProject,
): Promise<{ repo: Repo; attested: AttestedRepo }[]> {
  const attested = [];
  const others = [...project.repos.map((repo) => repo.path), session.settings.buildDir];
  for (const repo of project.repos) {
    const found = isManaged(repo)
      ? await managedState(session, project.environment, repo, others)
      : await trackingOf(session, project.environment, repo, others);
    if (!found || found.url === null) continue;
    attested.push({
      repo,
      attested: {
        name: repo.name,
        type: repo.type,
        url: found.url,
        commit: found.commit,
        dirty: found.dirty,
        layers: repo.layers.map((layer) => relative(repo.path, layer.path) || "."),
      },
    });
  }
  return attested;
}

async function managedState(
  session: Session,
  environment: Environment,
  repo: Repo & { readonly url: string },
  others: readonly string[],
): Promise<{ url: string; commit: string; dirty: boolean } | undefined> {
  const commit = await findRevision(session, environment, repo);
  if (commit === undefined) return undefined;
  if (repo.type === "hg") {
    const state = await hgTracking(session, environment, repo, others);
    return { url: repo.url, commit, dirty: state?.dirty ?? true };
  }
  const { changes } = await gitStatus(session, environment, repo, others);
  return { url: repo.url, commit, dirty: changes.length > 0 };
}

/** Files of the command line that no repository tracks: what they say is not known otherwise. */
async function untrackedFiles(
  session: Session,
  project: ReadyProject,
  topFiles: readonly string[],
  repos: readonly Repo[],
): Promise<{ name: string; base64: string }[]> {
  const files = [];
  for (const file of topFiles) {
    const tracked = await Promise.all(
      repos.filter((repo) => file.startsWith(`${repo.path}/`)).map(async (repo) => {
        const args = [session, project.environment, repo.path] as const;
        const found = repo.type === "hg"
          ? await hg(...args, ["files", "--", file])
          : await git(...args, ["ls-files", "--error-unmatch", "--", file]);
        return found.status === 0;
      }),
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
