import { join, resolve } from "node:path";
import { OutputLevel } from "../../bitbake/output_level.ts";
import { installerName } from "../../bitbake/buildtools.ts";
import { bitbakeNotFound } from "../../bitbake/errors.ts";
import { CommandError } from "../../base/errors.ts";
import type { BundledFile } from "../../bundle/manifest.ts";
import { readSourceFacts, type SourceFacts } from "../../bundle/source_facts.ts";
import { SOURCES_CLASS, SOURCES_TASK, sourcesConf } from "../../bundle/source_class.ts";
import { targetsOf } from "../../config/build_settings.ts";
import type { Settings } from "../../config/settings.ts";
import type { ReadyProject } from "../project.ts";
import { type Session, stopIfCancelled } from "../session.ts";
import type { BlobStore } from "./blob_store.ts";
import { cacheFiles } from "./cache_files.ts";
import type { GatheredPart, PartSource } from "./gather_bundle.ts";

/** Which downloads a bundle gets. */
export type Downloads =
  /** Those that bitbake fetches for the targets. */
  | "fetch"
  /** All that are there. */
  | "present";

/**
 * The downloads of a project.
 * @param project set up in a scratch, so that bitbake can be run there
 * @param settings the user's
 */
export function gatherDownloads(
  project: ReadyProject,
  settings: Settings,
  wanted: Downloads,
): PartSource {
  return async (session, store) => {
    const { host } = session;
    const { DL_DIR } = host.env;
    const directory = DL_DIR ? resolve(host.cwd, DL_DIR) : join(settings.buildDir, "downloads");
    // Isar's packages come by its build, and by no fetching.
    const fetches = wanted === "fetch" && project.config.buildSystem === "openembedded";
    const facts = fetches ? await fetchSources(session, project, directory) : undefined;
    const root = facts?.directory ?? directory;
    const { buildSystem, buildtools } = project.config;
    // It is a part of its own, which may have been put among the downloads.
    const installer = buildtools && installerName(buildtools, host.machine);
    const paths = (facts?.files ?? cacheFiles(host, root, NOT_CARRIED))
      .filter((path) => path !== installer);
    const isar = buildSystem !== "openembedded";
    const lacks = isar && !paths.some((path) => path.startsWith("deb/"))
      ? [`Debian's packages: ${root}/deb is not there, as the project was not built here yet`]
      : [];
    return {
      files: await addFiles(session, store, root, paths),
      srcrevs: facts?.srcrevs ?? {},
      unchecked: facts?.unchecked ?? [],
      missing: [...facts?.missing ?? [], ...lacks],
    };
  };
}

/** What of DL_DIR comes out of other files there, or is of a run that works there. */
const NOT_CARRIED = /^(?:git2|svn|hg|bzr|cvs)$|\.(?:done|lock|tmp)$|_bad-checksum_/;

async function addFiles(
  session: Session,
  store: BlobStore,
  root: string,
  paths: readonly string[],
): Promise<GatheredPart["files"]> {
  const files: BundledFile[] = [];
  for (const path of paths) {
    stopIfCancelled(session);
    files.push({ part: "download", path, ...await store.add(join(root, path)) });
  }
  return files;
}

/** Has bitbake fetch what the targets need, and tell of it; undefined from one that does not tell. */
async function fetchSources(
  session: Session,
  project: ReadyProject,
  directory: string,
): Promise<SourceFacts | undefined> {
  const { host, log, settings, cancel } = session;
  const bitbake = host.findProgram("bitbake", project.environment);
  if (!bitbake) throw bitbakeNotFound(project.environment.PATH ?? "");
  const [classFile, conf, output] = ["sources.bbclass", "sources.conf", "sources.json"]
    .map((name) => join(settings.workDir, name)) as [string, string, string];
  host.write(classFile, SOURCES_CLASS);
  host.write(conf, sourcesConf(classFile, output));
  const targets = targetsOf(project.config, host.env, project.overrides);
  const argv = [
    bitbake,
    "--runall=fetch",
    `--runall=${SOURCES_TASK}`,
    `--postread=${conf}`,
    ...targets,
  ];
  const env = { DL_DIR: directory, ...project.environment };
  log.info(`Fetching what ${targets.join(" ")} needs`);
  const levels = { stdout: new OutputLevel("info"), stderr: new OutputLevel("error") };
  const { status } = await host.run({ argv, cwd: settings.buildDir, env }, {
    abort: cancel,
    usersProgram: true,
    collect: "none",
    onLine: (stream, text) => log.write(levels[stream].of(text), text.trim()),
  });
  await serverEnds(session);
  stopIfCancelled(session);
  if (status !== 0) throw new CommandError(argv, status);
  const text = host.readText(output);
  return text === undefined ? undefined : readSourceFacts(text);
}

/** bitbake's server goes on for a moment: what it works in is removed then. */
async function serverEnds({ host, settings, cancel }: Session): Promise<void> {
  const lock = join(settings.buildDir, "bitbake.lock");
  for (let round = 0; round < 300; round++) {
    if (!host.stat(lock) || !host.isLocked(lock)) return;
    await host.sleep(100, cancel);
  }
}
