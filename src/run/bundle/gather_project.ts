import { dirname, isAbsolute, join, relative } from "node:path";
import { patchOutside } from "../../bundle/errors.ts";
import type { BundledFile } from "../../bundle/manifest.ts";
import { ownTrees } from "../../bundle/project_place.ts";
import { linkMistake, projectPathMistake } from "../../bundle/safe_path.ts";
import { OWN_CONFIG, SITE_FILES } from "../../bundle/site_files.ts";
import { DEFAULT_CONFIG } from "../../config/settings.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { endOfLink } from "../end_of_link.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import type { BlobStore } from "./blob_store.ts";
import { ownFiles } from "./own_files.ts";

/** The project's own files in a bundle. */
export interface GatheredProject {
  readonly files: readonly BundledFile[];
  /** The project files that the bundle was made for, at their places in it. */
  readonly createdFor: readonly string[];
  readonly missing: readonly string[];
}

/** The project, as it is bundled. */
export interface ProjectRequest {
  readonly project: ReadyProject;
  /** The project files that were named, absolute. */
  readonly topFiles: readonly string[];
  /** Where paths of local repositories begin. */
  readonly localDir: string;
  /** Paths of what is somebody else's: repositories, build, downloads, the bundle itself. */
  readonly others: readonly string[];
  /** Where files that are made for the bundle lie meanwhile. */
  readonly directory: string;
}

/** Gathers what is no clone: all that the project's own directory, and local repositories, hold. */
export async function gatherProject(
  session: Session,
  request: ProjectRequest,
  store: BlobStore,
): Promise<GatheredProject> {
  const { host } = session;
  const { project, topFiles, localDir, others } = request;
  const { config: { topRepo }, repos } = project;
  const tools = new Tools(session, project.environment);
  const skipped = new Set(others.map((path) => host.realPath(path)));
  for (const repo of repos) {
    for (const patch of repo.patches) {
      if (isAbsolute(patch.path)) throw patchOutside(repo.name, patch.id, patch.path);
    }
  }
  /** Place in the bundle → file. */
  const sources = new Map<string, string>();
  const named = new Map(
    [...project.config.repos].flatMap(([id, { path }]) =>
      typeof path === "string" ? [[id, path]] : []
    ),
  );
  for (const { directory, place } of ownTrees(topRepo, localDir, repos, named)) {
    const isPlain = place === "" && !isVersioned(session, directory);
    const paths = isPlain
      ? await neededFiles(tools, request, skipped)
      : await ownFiles(tools, directory, skipped);
    for (const path of paths) sources.set(join(place, path), join(directory, path));
  }
  const createdFor = topFiles.map((file) => placeOf(topRepo, file));
  for (const name of SITE_FILES) sources.delete(name);
  for (const [index, place] of createdFor.entries()) sources.set(place, topFiles[index]!);
  return { ...await add(request, session, store, sources, createdFor), createdFor };
}

/** Where a project file goes: the default one makes room for the one that the import writes. */
function placeOf(topRepo: string, file: string): string {
  const place = relative(topRepo, file);
  return place.startsWith("../") || place === DEFAULT_CONFIG ? OWN_CONFIG : place;
}

async function add(
  { directory }: ProjectRequest,
  session: Session,
  store: BlobStore,
  sources: ReadonlyMap<string, string>,
  createdFor: readonly string[],
): Promise<Pick<GatheredProject, "files" | "missing">> {
  const { host } = session;
  const files: BundledFile[] = [];
  const missing: string[] = [];
  for (const [path, file] of [...sources].sort(([a], [b]) => a < b ? -1 : 1)) {
    const mistake = projectPathMistake(path);
    const info = host.lstat(file);
    if (mistake !== undefined) {
      missing.push(`${path}: ${mistake}`);
    } else if (info?.kind === "symlink") {
      const end = endOfLink(host, file);
      const link = end === undefined ? "" : relative(host.realPath(dirname(file)), end);
      const fault = linkMistake(path, link);
      if (fault === undefined) files.push({ part: "project", path, link });
      else missing.push(`${path}: it is a link, and ${fault}`);
    } else if (info?.kind === "file") {
      const source = createdFor.includes(path)
        ? plainConfig(session, file, join(directory, `config-${createdFor.indexOf(path)}`))
        : file;
      const content = await store.add(source);
      const executable = (info.mode & 0o100) !== 0;
      files.push({ part: "project", path, ...content, ...executable ? { executable } : {} });
    }
  }
  return { files, missing };
}

const isVersioned = ({ host }: Session, directory: string) =>
  [".git", ".hg"].some((name) => host.lstat(join(directory, name)) !== undefined);

/** Of a directory that is under no version control: what the project names of it. */
async function neededFiles(
  tools: Tools,
  { project, topFiles }: ProjectRequest,
  skipped: ReadonlySet<string>,
): Promise<string[]> {
  const { host } = tools.session;
  const { config, repos } = project;
  const topRepo = host.realPath(config.topRepo);
  const found = new Set<string>();
  const add = (path: string) => {
    const place = relative(topRepo, host.realPath(path));
    if (place !== "" && !place.startsWith("../") && host.lstat(path)) found.add(place);
  };
  const addTree = async (path: string) => {
    if (host.stat(path)?.kind !== "directory") return add(path);
    for (const file of await ownFiles(tools, path, skipped)) add(join(path, file));
  };
  for (const { path, external } of config.files) if (!external) add(path);
  for (const file of topFiles) add(file);
  const isOwn = ({ path }: Repo) => host.realPath(path) === topRepo;
  const own = new Set(repos.filter(isOwn).map(({ id }) => id));
  for (const repo of repos) {
    for (const patch of repo.patches) {
      if (own.has(patch.repo)) await addTree(join(topRepo, patch.path));
    }
    if (own.has(repo.id)) { for (const layer of repo.layers) await addTree(layer.path); }
  }
  for (const signer of config.signers.values()) {
    if (own.has(signer.repo ?? "")) add(join(topRepo, signer.path ?? ""));
  }
  for (const name of ["kas-container.env", "Kconfig"]) add(join(topRepo, name));
  return [...found].filter((path) => !isClone(repos, join(topRepo, path))).sort();
}

const isClone = (repos: ReadyProject["repos"], path: string) =>
  repos.some((repo) => isManaged(repo) && path.startsWith(`${repo.path}/`));

/** A file of kas menu without what it says of where it was written; any other as it is. */
function plainConfig({ host }: Session, file: string, copy: string): string {
  const text = host.readText(file) ?? "";
  if (!/^_source_dir/m.test(text)) return file;
  const kept = text.split("\n").filter((line) => !/^_source_dir(?:_host)?:/.test(line));
  host.write(copy, kept.join("\n"));
  return copy;
}
