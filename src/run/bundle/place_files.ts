import { dirname, join } from "node:path";
import { filesInTheWay } from "../../bundle/errors.ts";
import type { BundledFile, Content, Manifest } from "../../bundle/manifest.ts";
import { directoryOf, type Site } from "../../bundle/site.ts";
import { siteFiles } from "../../bundle/site_files.ts";
import { referenceName } from "../../repo/url.ts";
import { BUNDLE_RECORD } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import type { Session } from "../session.ts";
import { identities, identityOf } from "./file_obstacles.ts";
import type { Staging } from "./staging.ts";
import { FileSwitch } from "./switch_files.ts";

/** Puts all files in their places; those of the project last, together with the record. */
export async function placeFiles(
  session: Session,
  site: Site,
  manifest: Manifest,
  last: Manifest | undefined,
  staging: Staging,
  record: string,
): Promise<void> {
  const { host } = session;
  await placeLargeFiles(session, site, manifest, staging);
  // A database that is in use there knows more.
  const hasDatabase = host.lstat(join(site.hashserv, "hashserv.db")) !== undefined;
  const left = new Map<string, number>();
  for (const file of manifest.files) {
    if (!("link" in file)) left.set(file.sha256, (left.get(file.sha256) ?? 0) + 1);
  }
  /** @param choose where a file is put that is not there yet */
  const place = async (file: BundledFile, choose: (path: string) => string) => {
    const directory = directoryOf(site, file);
    if (directory === undefined) return;
    const path = join(directory, file.path);
    if ("link" in file) {
      const isThere = await identityOf(session, path) === `-> ${file.link}`;
      return isThere ? undefined : host.symlink(file.link, choose(file.path));
    }
    if (file.part === "hashserv" && hasDatabase) return;
    const rest = left.get(file.sha256)! - 1;
    left.set(file.sha256, rest);
    if (!staging.has(file)) return;
    const isThere = await identityOf(session, path) === file.sha256;
    setExecutable(host, isThere ? path : staging.path(file), file.executable ?? false);
    if (isThere) return;
    put(session, staging.path(file), choose(file.path), rest > 0);
  };
  const isOwn = ({ part }: BundledFile) => part === "project";
  for (const file of manifest.files.filter((each) => !isOwn(each))) {
    await place(file, (path) => {
      const target = join(directoryOf(site, file)!, path);
      host.makeDirectory(dirname(target));
      return target;
    });
    if (file.part !== "kas" || site.programs === undefined) continue;
    host.symlink("kas", join(site.programs, "kas-container"));
  }
  if (site.project === undefined) return host.write(join(site.root, BUNDLE_RECORD), record);
  const files = new FileSwitch(host, site.project);
  const now = identities(manifest);
  for (const [path, identity] of identities(last)) {
    const old = join(site.project, path);
    if (!now.has(path) && await identityOf(session, old) === identity) files.remove(path);
  }
  for (const file of manifest.files.filter(isOwn)) await place(file, (path) => files.place(path));
  for (const [name, text] of [...siteFiles(manifest), [BUNDLE_RECORD, record] as const]) {
    host.write(files.place(name), text);
  }
  await files.perform();
}

/** Lets those execute a file who may read it, or nobody: the rest is as the umask has it. */
function setExecutable(host: Host, path: string, executable: boolean): void {
  const { mode } = host.stat(path)!;
  const wanted = executable ? mode | (mode & 0o444) >> 2 : mode & ~0o111;
  if (wanted !== mode) host.changeMode(path, wanted);
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
