import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { filesInTheWay } from "../../bundle/errors.ts";
import type { Manifest } from "../../bundle/manifest.ts";
import { directoryOf, type Site } from "../../bundle/site.ts";
import { siteFiles } from "../../bundle/site_files.ts";
import type { Session } from "../session.ts";

/** What a file of the project is: its digest, or where it leads to. */
export type Identity = string;

/** What the project's files are, by their paths, with those that an import writes itself. */
export function identities(manifest: Manifest | undefined): Map<string, Identity> {
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
  site: Site,
  manifest: Manifest,
  last: Manifest | undefined,
): Promise<void> {
  const obstacles = await obstaclesAround(session, site, manifest, last);
  if (obstacles.length > 0) throw filesInTheWay(obstacles);
  const { project } = site;
  if (project === undefined) return;
  const before = identities(last);
  for (const [path, identity] of identities(manifest)) {
    const found = await identityOf(session, join(project, path));
    if (found !== undefined && found !== identity && found !== before.get(path)) {
      obstacles.push(path);
    }
  }
  if (obstacles.length > 0) throw filesInTheWay(obstacles);
}

/**
 * What is no directory, and lies where one must be: nothing is written through a link. What an
 * earlier import has brought, and this one removes, is none.
 */
async function obstaclesAround(
  session: Session,
  site: Site,
  manifest: Manifest,
  last: Manifest | undefined,
): Promise<string[]> {
  const [before, now] = [identities(last), identities(manifest)];
  const seen = new Set<string>();
  const obstacles: string[] = [];
  for (const file of manifest.files) {
    const directory = directoryOf(site, file);
    if (directory === undefined) continue;
    for (let path = dirname(file.path); path !== "."; path = dirname(path)) {
      const place = join(directory, path);
      if (seen.has(place)) break;
      seen.add(place);
      const found = await identityOf(session, place);
      if (found === undefined || found === "directory") continue;
      const goes = file.part === "project" && found === before.get(path) && !now.has(path);
      if (!goes) obstacles.push(place);
    }
  }
  return obstacles;
}

/** What is at a path; undefined where nothing is. */
export async function identityOf(
  { host, cancel }: Session,
  path: string,
): Promise<Identity | undefined> {
  const kind = host.lstat(path)?.kind;
  if (kind === "file") return await host.sha256(path, cancel);
  return kind === "symlink" ? `-> ${host.readLink(path)}` : kind;
}
