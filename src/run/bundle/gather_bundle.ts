import { createHash } from "node:crypto";
import { join } from "node:path";
import { redactSecrets, tellsOfSecret } from "../../base/credentials.ts";
import { COMPATIBLE_KAS } from "../../base/version.ts";
import type { BundledFile, BundledImage, Manifest } from "../../bundle/manifest.ts";
import { contentsOf, FORMAT, manifestText } from "../../bundle/manifest.ts";
import { writeJson } from "../../config/write_json.ts";
import { isManaged, type ManagedRepo } from "../../repo/repo.ts";
import { dumpConfig } from "../../report/dump.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { BlobStore, type StoredBlob } from "./blob_store.ts";
import { gatherKeys } from "./gather_keys.ts";
import { gatherProject } from "./gather_project.ts";
import { gatherRepos } from "./gather_repos.ts";
import type { Meter } from "./meter.ts";
import type { Scratch } from "./scratch.ts";

/** A project that was set up in a scratch, and what of it a bundle is to have. */
export interface BundleRequest {
  readonly project: ReadyProject;
  readonly topFiles: readonly string[];
  readonly scratch: Scratch;
  /** The user's work directory. */
  readonly workDir: string;
  /** What is not the project's: paths in the user's directories. */
  readonly others: readonly string[];
  readonly depth: number;
  /** What the other side has, and the digest of its manifest. */
  readonly base: { readonly manifest: Manifest; readonly digest: string } | undefined;
  /** Adds the parts that were asked for. */
  readonly parts: readonly PartSource[];
}

/** What a part adds to a bundle. */
export interface GatheredPart {
  readonly files?: readonly BundledFile[];
  readonly image?: BundledImage;
  readonly srcrevs?: Readonly<Record<string, string>>;
  readonly unchecked?: readonly string[];
  readonly missing?: readonly string[];
}

/** Gathers a part that is not always there. */
export type PartSource = (session: Session, store: BlobStore) => Promise<GatheredPart>;

/** A bundle before it is written. */
export interface GatheredBundle {
  readonly manifest: Manifest;
  readonly text: string;
  readonly digest: string;
  readonly stored: readonly StoredBlob[];
}

/** Gathers all that a bundle has. @throws UserError */
export async function gatherBundle(
  session: Session,
  request: BundleRequest,
  meter: Meter,
): Promise<GatheredBundle> {
  const { project, topFiles, scratch, workDir, depth, base } = request;
  const tools = new Tools(session, project.environment);
  const known = new Set(base === undefined ? [] : knownContents(base.manifest));
  const store = new BlobStore(tools, scratch.blobs, known, meter);
  const ownPath = ({ path }: ManagedRepo) =>
    join(workDir, path.slice(scratch.settings.workDir.length));
  const repos = await gatherRepos(session, project, store, {
    depth,
    base: base?.manifest,
    directory: scratch.blobs,
    ownPath,
  });
  meter.begin("gathering files");
  const own = await gatherProject(session, {
    project,
    topFiles,
    localDir: scratch.settings.localDir ?? workDir,
    others: [...request.others, ...project.repos.filter(isManaged).map(ownPath)],
    directory: scratch.blobs,
  }, store);
  const parts: GatheredPart[] = [
    { files: own.files, missing: [...repos.missing, ...own.missing] },
    await gatherKeys(session, project, scratch.blobs, store),
  ];
  for (const source of request.parts) parts.push(await source(session, store));
  meter.end();
  const files = parts.flatMap(({ files = [] }) => files);
  const manifest: Manifest = {
    format: FORMAT,
    kas: COMPATIBLE_KAS,
    git: (await tools.git(["version"], "/", { lookUp: true })).stdout.trim(),
    machine: files.some(isProgram) ? session.host.machine : null,
    created_for: own.createdFor,
    build_system: project.config.buildSystem,
    depth,
    base: base?.digest ?? null,
    config: publicConfig(project, repos.repos),
    repos: repos.repos,
    submodules: repos.submodules,
    references: repos.references,
    files,
    // That of the base is still there, and what the other side builds in.
    image: parts.find(({ image }) => image !== undefined)?.image ?? base?.manifest.image ?? null,
    srcrevs: Object.assign({}, ...parts.map(({ srcrevs }) => srcrevs)),
    unchecked: parts.flatMap(({ unchecked = [] }) => unchecked),
    missing: parts.flatMap(({ missing = [] }) => missing),
    blobs: store.stored.map(({ blob }) => blob),
  };
  const text = manifestText(manifest);
  const digest = createHash("sha256").update(text).digest("hex");
  return { manifest, text, digest, stored: store.stored };
}

const isProgram = ({ part }: BundledFile) => part === "kas" || part === "buildtools";

/** The contents that whoever has imported a bundle has. */
function knownContents(manifest: Manifest): string[] {
  // Files of the project may be changed there: they always come along, they are small.
  const kept = { ...manifest, files: manifest.files.filter(({ part }) => part !== "project") };
  return contentsOf(kept).map(({ sha256 }) => sha256);
}

/** The merged configuration with all pins, and without secrets. */
function publicConfig(project: ReadyProject, repos: Manifest["repos"]): unknown {
  const revisions = new Map(repos.map(({ id, commit }) => [id, commit]));
  const options = { revisions, tracking: new Map(), env: undefined };
  const text = writeJson(dumpConfig(project.config, project.repos, options), {
    indent: 0,
    sortKeys: true,
  });
  return JSON.parse(text, (key, value) => {
    if (typeof value !== "string") return value;
    return tellsOfSecret(key) ? "***" : redactSecrets(value);
  });
}
