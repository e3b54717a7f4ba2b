import { join } from "node:path";
import { referenceName } from "../repo/url.ts";
import { type BundledFile, contentOf, contentsOf, type Manifest, type Part } from "./manifest.ts";
import { SITE } from "./site_files.ts";

/**
 * What is wrong with the parts of a manifest, seen together; undefined if nothing is: files that
 * are in each other's way, contents and blobs that do not fit, repositories of which nothing is
 * there.
 */
export function mistakeTogether(manifest: Manifest): string | undefined {
  return fileMistake(manifest) ?? blobMistake(manifest) ?? repoMistake(manifest);
}

/** Where the files of a part go in a site. */
const PLACES: Readonly<Record<Part, string>> = {
  project: "",
  download: SITE.downloads,
  buildtools: SITE.downloads,
  sstate: SITE.sstate,
  hashserv: SITE.hashserv,
  kas: SITE.programs,
  // It goes into a keyring: no path has a colon at its beginning there.
  key: ":",
};

const placeOf = ({ part, path }: BundledFile) => join(PLACES[part], path);

function fileMistake({ files, created_for }: Manifest): string | undefined {
  const links = new Set(files.flatMap((file) => "link" in file ? [placeOf(file)] : []));
  const places = new Set<string>();
  for (const file of files) {
    const place = placeOf(file);
    if (places.has(place)) return `names the file "${place}" twice`;
    places.add(place);
  }
  for (const place of places) {
    const around = parentsOf(place).find((parent) => places.has(parent));
    if (around === undefined) continue;
    const what = links.has(around) ? "which lies behind the link" : "below the file";
    return `names "${place}", ${what} "${around}"`;
  }
  const lost = created_for.find((path) => !places.has(path));
  return lost === undefined ? undefined : `has no file "${lost}", for which it was made`;
}

function blobMistake(manifest: Manifest): string | undefined {
  const { blobs, references, base } = manifest;
  const carried = new Map<string, number>();
  for (const blob of blobs) {
    const { sha256, bytes } = contentOf(blob);
    if (carried.has(sha256)) return `names the content ${sha256} twice`;
    carried.set(sha256, bytes);
  }
  if (new Set(blobs.map(({ sha256 }) => sha256)).size < blobs.length) return "names a blob twice";
  const packs = references.flatMap(({ pack, bytes }) =>
    pack === null ? [] : [{ sha256: pack, bytes }]
  );
  const named = [...contentsOf(manifest), ...packs];
  for (const { sha256, bytes } of named) {
    const size = carried.get(sha256);
    if (size === undefined && base === null) return `has no blob for ${sha256}`;
    if (size !== undefined && size !== bytes) return `tells two sizes of ${sha256}`;
  }
  const needed = new Set(named.map(({ sha256 }) => sha256));
  const idle = [...carried.keys()].find((sha256) => !needed.has(sha256));
  return idle === undefined ? undefined : `has a blob that nothing needs: ${idle}`;
}

function repoMistake({ repos, references }: Manifest): string | undefined {
  const known = new Map(references.map((each) => [referenceName(each.url), each]));
  if (known.size < references.length) return "names a reference repository twice";
  if (new Set(repos.map(({ id }) => id)).size < repos.length) return "names a repository twice";
  for (const { name, type, url, commit } of repos) {
    const reference = known.get(referenceName(url));
    if (reference?.type !== type || !reference.commits.includes(commit)) {
      return `has nothing for the repository "${name}"`;
    }
  }
  return undefined;
}

function parentsOf(path: string): string[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}
