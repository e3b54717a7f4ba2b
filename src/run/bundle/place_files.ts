import { dirname, join } from "node:path";
import { createHash } from "node:crypto";
import { filesInTheWay } from "../../bundle/errors.ts";
import type { BundledFile, Content, Manifest } from "../../bundle/manifest.ts";
import { directoryOf, type Site } from "../../bundle/site.ts";
import { siteFiles } from "../../bundle/site_files.ts";
import { referenceName } from "../../repo/url.ts";
import type { Session } from "../session.ts";
import type { Staging } from "./staging.ts";

/** What a file of the project is: its digest, or where it leads to. */
type Identity = string;

function identities(manifest: Manifest | undefined): Map<string, Identity> {
  if (manifest === undefined) return new Map();
  const own = manifest.files.filter(({ part }) => part === "project").map((file) =>
    [file.path, "link" in file ? `-> ${file.link}` : file.sha256] as const
  );
  const made = [...siteFiles(manifest)].map(([path, text]) =>
    [path, createHash("sha256").update(text).digest("hex")] as const
  );
  return new Map([...own, ...made]);
}

/**
 * Files of the project may only replace what an earlier import has brought.
 * @throws UserError for what the user has changed, or had before
 */
export async function refuseObstacles(
  session: Session,
  { project }: Site,
  manifest: Manifest,
  last: Manifest | undefined,
): Promise<void> {
  if (project === undefined) return;
  const before = identities(last);
  const obstacles: string[] = [];
  for (const [path, identity] of identities(manifest)) {
    const found = await identityOf(session, join(project, path));
    if (found !== undefined && found !== identity && found !== before.get(path)) {
      obstacles.push(path);
    }
  }
  if (obstacles.length > 0) throw filesInTheWay(obstacles);
}

/** What is at a path; undefined where nothing is. */
async function identityOf({ host, cancel }: Session, path: string): Promise<Identity | undefined> {
  const kind = host.lstat(path)?.kind;
  if (kind === "file") return await host.sha256(path, cancel);
  return kind === "symlink" ? `-> ${host.readLink(path)}` : kind;
}

/** Puts all files in their places; those of the project last. */
export async function placeFiles(
  session: Session,
  site: Site,
  manifest: Manifest,
  last: Manifest | undefined,
  staging: Staging,
): Promise<void> {
  const { host } = session;
  const isOwn = ({ part }: BundledFile) => part === "project";
  await placeLargeFiles(session, site, manifest, staging);
  // A database that is in use there knows more.
  const hasDatabase = host.lstat(join(site.hashserv, "hashserv.db")) !== undefined;
  const left = new Map<string, number>();
  for (const file of manifest.files) {
    if (!("link" in file)) left.set(file.sha256, (left.get(file.sha256) ?? 0) + 1);
  }
  const place = async (file: BundledFile) => {
    const directory = directoryOf(site, file);
    if (directory === undefined) return;
    const path = join(directory, file.path);
    host.makeDirectory(dirname(path));
    if ("link" in file) return host.symlink(file.link, path);
    if (file.part === "hashserv" && hasDatabase) return;
    const rest = left.get(file.sha256)! - 1;
    left.set(file.sha256, rest);
    if (!staging.has(file)) return;
    const mode = file.executable ? 0o755 : 0o644;
    if (await identityOf(session, path) === file.sha256) return host.changeMode(path, mode);
    put(session, staging.path(file), path, rest > 0);
    host.changeMode(path, mode);
    if (file.part === "kas") host.symlink("kas", join(directory, "kas-container"));
  };
  for (const file of manifest.files.filter((each) => !isOwn(each))) await place(file);
  if (site.project === undefined) return;
  const now = identities(manifest);
  for (const [path, identity] of identities(last)) {
    const old = join(site.project, path);
    if (!now.has(path) && await identityOf(session, old) === identity) await host.removeTree(old);
  }
  for (const file of manifest.files.filter(isOwn)) await place(file);
  for (const [name, text] of siteFiles(manifest)) host.write(join(site.project, name), text, 0o644);
}

/** Moves a staged file to its place, or copies it where it is needed once more. */
function put({ host }: Session, from: string, to: string, again: boolean): void {
  if (host.lstat(to)?.kind === "directory") throw filesInTheWay([to]);
  if (again) host.copyFile(from, to);
  else host.rename(from, to);
}

/** The objects of git-lfs go beside those of their repositories. */
async function placeLargeFiles(
  session: Session,
  site: Site,
  { references }: Manifest,
  staging: Staging,
): Promise<void> {
  for (const { url, lfs } of references) {
    for (const content of lfs) {
      const path = join(site.references!, referenceName(url)!, "lfs/objects", lfsName(content));
      if (!staging.has(content) || session.host.stat(path)) continue;
      session.host.makeDirectory(dirname(path));
      put(session, staging.path(content), path, true);
    }
  }
}

/** How git-lfs calls an object: by its digest, in two levels of directories. */
function lfsName({ sha256 }: Content): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}
