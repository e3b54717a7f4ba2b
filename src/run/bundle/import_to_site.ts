import { join } from "node:path";
import { baseGone, baseNotImported, isRefusal, recordUnreadable } from "../../bundle/errors.ts";
import { contentOf } from "../../bundle/manifest.ts";
import { type ImportRecord, readRecord, recordText } from "../../bundle/record.ts";
import { directoryOf, type Site } from "../../bundle/site.ts";
import { BUNDLE_RECORD, STAGING } from "../../config/settings.ts";
import { referenceName } from "../../repo/url.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import type { BundleHead } from "./bundle_reader.ts";
import { refuseObstacles } from "./file_obstacles.ts";
import { findImageTarget, type ImageTarget, loadedContents, prepareImage } from "./import_image.ts";
import { checkKeys, importKeys } from "./import_keys.ts";
import type { Meter } from "./meter.ts";
import { placeFiles } from "./place_files.ts";
import { Staging } from "./staging.ts";
import { refuseOthers, StagingPlaces } from "./staging_places.ts";
import { finishSwitch } from "./switch_files.ts";
import { type Prepared, takeGit } from "./take_git.ts";
import { takeHg } from "./take_hg.ts";

/**
 * Imports a bundle into a site that nobody else works on: it is read and checked apart, and put in
 * its places then. @throws UserError for a bundle that is refused: nothing has changed then
 */
export async function importToSite(
  session: Session,
  heads: readonly BundleHead[],
  site: Site,
  meter: Meter,
): Promise<void> {
  const { manifest, digest } = heads[0]!;
  refuseOthers(session, join(site.root, STAGING));
  await finishSwitch(session.host, site.root);
  const last = readImports(session, site);
  const tools = new Tools(session, {});
  const image = await findImageTarget(tools, manifest);
  const loaded = loadedContents(image, manifest);
  const places = new StagingPlaces(session, site, heads[0]!, loaded);
  const { staging, prepared } = await prepare(tools, heads, site, last, places, image, meter);
  // From here on everything is known to be sound: it is only put in its place.
  for (const place of prepared) await place();
  await importKeys(tools, site, heads[0]!, staging);
  const imported = [...(last?.imported ?? []).filter((each) => each !== digest), digest];
  const record = recordText({ imported, manifest });
  await placeFiles(session, site, manifest, last?.manifest, staging, record);
  await places.remove();
}

/** What was read and checked, and waits for being put in its place. */
interface Ready {
  readonly staging: Staging;
  readonly prepared: readonly Prepared[];
}

/** Reads and checks a bundle. @throws UserError if it is refused: nothing of it is left then */
async function prepare(
  tools: Tools,
  heads: readonly BundleHead[],
  site: Site,
  last: ImportRecord | undefined,
  places: StagingPlaces,
  image: ImageTarget | undefined,
  meter: Meter,
): Promise<Ready> {
  const { manifest, file } = heads[0]!;
  const { session } = tools;
  let staging: Staging | undefined;
  try {
    if (manifest.base !== null && !last?.imported.includes(manifest.base)) {
      throw baseNotImported(file, manifest.base, site.root);
    }
    await refuseObstacles(session, site, manifest, last?.manifest);
    await places.removeOthers();
    staging = new Staging(tools, places, meter);
    await staging.read(heads);
    const repositories = await takeRepositories(tools, site, heads[0]!, places.name, staging);
    await checkKeys(tools, heads[0]!, staging);
    requireBase(session, site, heads[0]!, staging);
    await refuseObstacles(session, site, manifest, last?.manifest);
    if (image !== undefined) {
      // It comes first, as an engine can fail in more ways than files do.
      repositories.unshift(
        await prepareImage(tools, file, image, last?.manifest, staging, places.own),
      );
    }
    return { staging, prepared: repositories };
  } catch (error) {
    if (isRefusal(error) && !staging?.isWaiting) await places.undo();
    throw error;
  }
}

/** What was imported here before. */
function readImports({ host }: Session, { root }: Site): ImportRecord | undefined {
  const file = join(root, BUNDLE_RECORD);
  const kind = host.lstat(file)?.kind;
  if (kind === undefined) return undefined;
  const record = kind === "file" ? readRecord(file, host.readText(file)!) : undefined;
  if (record === undefined) throw recordUnreadable(file);
  return record;
}

async function takeRepositories(
  tools: Tools,
  site: Site,
  head: BundleHead,
  own: string,
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
      aside: join(site.references!, STAGING, own, `repository-${name}`),
    };
    tools.session.log.info(`Checking what the bundle has of ${reference.url}`);
    prepared.push(await (reference.type === "git" ? takeGit : takeHg)(request));
  }
  return prepared;
}

/** What the bundle builds on must be here. @throws UserError */
function requireBase(
  { host }: Session,
  site: Site,
  { manifest, file: bundle }: BundleHead,
  staging: Staging,
): void {
  if (manifest.base === null) return;
  const carried = new Set(manifest.blobs.map((blob) => contentOf(blob).sha256));
  for (const file of manifest.files) {
    const directory = directoryOf(site, file);
    if (directory === undefined || "link" in file || staging.has(file)) continue;
    if (carried.has(file.sha256)) continue;
    const path = join(directory, file.path);
    if (host.stat(path)?.size !== file.bytes) throw baseGone(bundle, path, manifest.base);
  }
}
