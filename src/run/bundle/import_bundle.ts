import { basename, dirname, join } from "node:path";
import { baseGone, baseNotImported, importTarget, insideWorkTree } from "../../bundle/errors.ts";
import { type Content, contentOf, type Manifest } from "../../bundle/manifest.ts";
import { type ImportRecord, readRecord, recordText } from "../../bundle/record.ts";
import { STAGING } from "../../bundle/safe_path.ts";
import { callersSite, directoryOf, ownSite, type Site } from "../../bundle/site.ts";
import { BUNDLE_RECORD } from "../../config/settings.ts";
import { referenceName } from "../../repo/url.ts";
import { findRepoRoot } from "../repo/repo_root.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { WorkDirLock } from "../work_dir_lock.ts";
import type { BundleHead } from "./bundle_reader.ts";
import type { Meter } from "./meter.ts";
import { placeFiles, refuseObstacles } from "./place_files.ts";
import { importKeys } from "./import_keys.ts";
import { findImageTarget, type ImageTarget, loadedContents, prepareImage } from "./import_image.ts";
import { Staging } from "./staging.ts";
import { type Prepared, takeGit } from "./take_git.ts";
import { takeHg } from "./take_hg.ts";

/**
 * Imports a bundle: all of it is read and checked apart, and put in its places then. A directory
 * that is not there, or empty, becomes what it is by one rename.
 * @param into the directory to make a work directory of; undefined for the caller's directories
 * @throws UserError for a bundle that is refused: nothing has changed then
 */
export async function importBundle(
  session: Session,
  heads: readonly BundleHead[],
  into: string | undefined,
  meter: Meter,
): Promise<void> {
  const { manifest } = heads[0]!;
  if (into === undefined) {
    const { host, settings } = session;
    const absolute = (name: string) => {
      const value = host.env[name];
      return value ? join(host.realPath(value)) : undefined;
    };
    const env = Object.fromEntries(
      ["DL_DIR", "SSTATE_DIR", "BB_HASHSERVE_DB_DIR"].flatMap((name) => {
        const path = absolute(name);
        return path === undefined ? [] : [[name, path]];
      }),
    );
    return await importTo(session, heads, callersSite(manifest, settings, env), meter);
  }
  const root = await checkTarget(session, into);
  const isThere = session.host.list(root).length > 0;
  if (isThere) return await importTo(session, heads, ownSite(root), meter);
  if (manifest.base !== null) throw baseNotImported(heads[0]!.file, manifest.base, root);
  const aside = join(dirname(root), `${STAGING}-${basename(root)}`);
  await importTo(session, heads, ownSite(aside), meter);
  session.host.rename(aside, root);
}

async function checkTarget(session: Session, into: string): Promise<string> {
  const { host } = session;
  const root = host.realPath(into);
  const kind = host.stat(root)?.kind;
  if (kind !== undefined && kind !== "directory" || root === "/") throw importTarget(into);
  host.makeDirectory(dirname(root));
  const near = kind === undefined ? dirname(root) : root;
  const around = await findRepoRoot(new Tools(session, {}), near);
  if (around !== undefined) throw insideWorkTree(root, around);
  return root;
}

async function importTo(
  session: Session,
  heads: readonly BundleHead[],
  site: Site,
  meter: Meter,
): Promise<void> {
  const { host, log, options, cancel, cleanups } = session;
  const { manifest, digest, file } = heads[0]!;
  host.makeDirectory(site.root);
  const lock = new WorkDirLock(host, log, site.root, options.noWait, cancel);
  await lock.take();
  cleanups.push(() => Promise.resolve(lock.release()));
  const last = readImports(session, site);
  if (manifest.base !== null && !last?.imported.includes(manifest.base)) {
    throw baseNotImported(file, manifest.base, site.root);
  }
  const refuse = () => refuseObstacles(session, site, manifest, last?.manifest);
  await refuse();
  const tools = new Tools(session, {});
  const image = await findImageTarget(tools, manifest);
  const staging = await openStaging(tools, site, heads[0]!, image, meter);
  await staging.read(heads);
  const prepared = await takeRepositories(tools, site, heads[0]!, staging);
  requireBase(session, site, manifest, staging);
  // The user may have changed something while all this was read.
  await refuse();
  if (image !== undefined) {
    const directory = ownStaging(site, heads[0]!);
    // It comes first, as an engine can fail in more ways than files do.
    prepared.unshift(
      await prepareImage(tools, file, image, last?.manifest, staging, directory),
    );
  }
  // From here on everything is known to be sound: it is only put in its place.
  for (const place of prepared) await place();
  await importKeys(tools, site, manifest, staging);
  await placeFiles(session, site, manifest, last?.manifest, staging);
  const imported = [...(last?.imported ?? []).filter((each) => each !== digest), digest];
  host.write(join(site.root, BUNDLE_RECORD), recordText({ imported, manifest }));
  for (const directory of stagingParents(site)) await host.removeTree(directory);
}

/** What was imported here before. */
function readImports({ host }: Session, { root }: Site): ImportRecord | undefined {
  const file = join(root, BUNDLE_RECORD);
  const text = host.readText(file);
  return text === undefined ? undefined : readRecord(file, text);
}

/** The directories in which contents wait: one in each file system that they go to. */
function stagingParents(site: Site): string[] {
  const places = [site.root, site.references, site.downloads, site.sstate];
  return [...new Set(places.filter((place) => place !== undefined))].map((place) =>
    join(place, STAGING)
  );
}

const stagingName = ({ digest }: BundleHead): string => digest.slice(0, 16);
const ownStaging = (site: Site, head: BundleHead): string =>
  join(site.root, STAGING, stagingName(head));

async function openStaging(
  tools: Tools,
  site: Site,
  head: BundleHead,
  image: ImageTarget | undefined,
  meter: Meter,
): Promise<Staging> {
  const { manifest } = head;
  const { host, cancel } = tools.session;
  const name = stagingName(head);
  for (const parent of stagingParents(site)) {
    // What another bundle has left there was given up.
    for (const other of host.list(parent).filter((each) => each !== name)) {
      await host.removeTree(join(parent, other));
    }
  }
  const places = new Map<string, { directory: string; path: string }>();
  for (const file of manifest.files) {
    const directory = directoryOf(site, file);
    if (directory === undefined || "link" in file || file.part === "project") continue;
    places.set(file.sha256, { directory, path: join(directory, file.path) });
  }
  const own = ownStaging(site, head);
  host.makeDirectory(own);
  const directoryFor = ({ sha256 }: Content) => {
    const directory = places.get(sha256)?.directory;
    const isElsewhere = directory !== undefined && !directory.startsWith(`${site.root}/`);
    return isElsewhere ? join(directory, STAGING, name) : own;
  };
  const loaded = loadedContents(image, manifest);
  const isPlaced = async ({ sha256, bytes }: Content) => {
    if (loaded.has(sha256)) return true;
    const path = places.get(sha256)?.path;
    return path !== undefined && host.lstat(path)?.kind === "file" &&
      host.stat(path)!.size === bytes && await host.sha256(path, cancel) === sha256;
  };
  return new Staging(tools, own, directoryFor, isPlaced, meter);
}

async function takeRepositories(
  tools: Tools,
  site: Site,
  head: BundleHead,
  staging: Staging,
): Promise<Prepared[]> {
  const { manifest, file } = head;
  const prepared: Prepared[] = [];
  for (const reference of manifest.references) {
    const name = referenceName(reference.url)!;
    const blob = manifest.blobs.find((each) => contentOf(each).sha256 === reference.pack);
    const request = {
      tools,
      reference,
      file,
      pack: blob && staging.path(contentOf(blob)),
      directory: site.references!,
      aside: join(site.references!, STAGING, stagingName(head), `repository-${name}`),
    };
    tools.session.log.info(`Checking what the bundle has of ${reference.url}`);
    prepared.push(await (reference.type === "git" ? takeGit : takeHg)(request));
  }
  return prepared;
}

/** What the bundle builds on must be here. @throws UserError */
function requireBase({ host }: Session, site: Site, manifest: Manifest, staging: Staging): void {
  if (manifest.base === null) return;
  const carried = new Set(manifest.blobs.map((blob) => contentOf(blob).sha256));
  for (const file of manifest.files) {
    const directory = directoryOf(site, file);
    if (directory === undefined || "link" in file || staging.has(file)) continue;
    if (carried.has(file.sha256)) continue;
    const path = join(directory, file.path);
    if (host.stat(path)?.size !== file.bytes) throw baseGone(path, manifest.base);
  }
}
