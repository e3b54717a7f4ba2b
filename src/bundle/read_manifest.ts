import { isImageReference, LONGEST_REFERENCE } from "../container/image_reference.ts";
import { referenceName, urlMistake } from "../repo/url.ts";
import { brokenManifest } from "./errors.ts";
import {
  type Blob,
  type BundledFile,
  type BundledImage,
  type BundledRepo,
  type Content,
  contentOf,
  contentsOf,
  FORMAT,
  type Manifest,
  PARTS,
  type Reference,
  type Submodule,
} from "./manifest.ts";
import { linkMistake, pathMistake } from "./safe_path.ts";

/** More is no manifest: that of a hundred thousand files is half as long. */
export const LARGEST_MANIFEST = 64 << 20;

/** What is wrong with a manifest: told with the bundle's name by `readManifest`. */
class Mistake extends Error {}

/**
 * Reads the text of a manifest, which may be anybody's: nothing in it can lead out of the place
 * that a bundle is imported to. @param file the bundle, for the message
 * @throws UserError
 */
export function readManifest(file: string, text: string): Manifest {
  try {
    return checkTogether(manifestOf(new Reader(JSON.parse(text), "manifest")));
  } catch (error) {
    if (error instanceof Mistake) throw brokenManifest(file, error.message);
    if (error instanceof SyntaxError) throw brokenManifest(file, "it is no JSON");
    throw error;
  }
}

/** A value of the manifest, and where it stands. */
class Reader {
  constructor(readonly value: unknown, readonly at: string) {}

  fail(state: string): never {
    throw new Mistake(`${this.at} ${state}`);
  }

  key(name: string): Reader {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.fail("is no object");
    }
    const own = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    return new Reader(own, `${this.at}.${name}`);
  }

  text(form: RegExp = /^[^\0\n]{0,8000}$/): string {
    if (typeof this.value !== "string") this.fail("is no text");
    if (!form.test(this.value)) this.fail("has no such form");
    return this.value;
  }

  count(): number {
    if (!Number.isSafeInteger(this.value) || this.value as number < 0) this.fail("is no count");
    return this.value as number;
  }

  list<T>(read: (item: Reader) => T): T[] {
    if (!Array.isArray(this.value)) this.fail("is no list");
    return this.value.map((item, index) => read(new Reader(item, `${this.at}[${index}]`)));
  }

  map<T>(read: (item: Reader) => T, name: RegExp): Record<string, T> {
    const names = Object.keys(this.value ?? this.fail("is missing"));
    const odd = names.find((each) => !name.test(each));
    if (odd !== undefined) this.fail("has a name of no such form");
    return Object.fromEntries(names.map((each) => [each, read(this.key(each))]));
  }

  optional<T>(read: (item: Reader) => T): T | null {
    return this.value === null || this.value === undefined ? null : read(this);
  }
}

const DIGEST = /^[0-9a-f]{64}$/;
const OBJECT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const ID = /^[^/\p{Cc}][^\p{Cc}]{0,500}$/u;
// What git itself refuses is refused by git (git-check-ref-format(1)).
const REF = /^refs\/(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)))[^\p{Cc} ~^:?*[\\]+$/u;
/** The variable that pins a recipe, as bitbake has it, and what a revision can be. */
const PIN = /^SRCREV(?:_[a-zA-Z0-9+._-]{1,200})?:pn-[a-zA-Z0-9+._-]{1,200}$/;
const REVISION = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,80}$/;
function manifestOf(top: Reader): Manifest {
  if (top.key("format").value !== FORMAT) {
    top.key("format").fail(`is not "${FORMAT}": a newer kas may have made it`);
  }
  return {
    format: FORMAT,
    kas: top.key("kas").text(),
    git: top.key("git").text(),
    machine: top.key("machine").text(),
    created_for: top.key("created_for").list(pathOf),
    build_system: buildSystemOf(top.key("build_system")),
    depth: top.key("depth").count(),
    base: top.key("base").optional((item) => item.text(DIGEST)),
    config: top.key("config").value,
    repos: top.key("repos").list(repoOf),
    submodules: top.key("submodules").list(submoduleOf),
    references: top.key("references").list(referenceOf),
    files: top.key("files").list(fileOf),
    image: top.key("image").optional(imageOf),
    srcrevs: top.key("srcrevs").map((item) => item.text(REVISION), PIN),
    unchecked: top.key("unchecked").list((item) => item.text()),
    missing: top.key("missing").list((item) => item.text()),
    blobs: top.key("blobs").list(blobOf),
  };
}

function buildSystemOf(item: Reader): Manifest["build_system"] {
  const text = item.text();
  if (text === "openembedded" || text === "isar-privileged" || text === "isar-rootless") {
    return text;
  }
  item.fail("is no build system");
}

function pathOf(item: Reader): string {
  const path = item.text();
  const mistake = pathMistake(path);
  if (mistake !== undefined) item.fail(`"${path}" is refused: ${mistake}`);
  return path;
}

function typeOf(item: Reader): "git" | "hg" {
  const text = item.text();
  return text === "git" || text === "hg" ? text : item.fail("is neither git nor hg");
}

function urlOf(item: Reader): string {
  const url = item.text();
  const isSafe = !url.startsWith("-") && urlMistake(url) === undefined;
  if (!isSafe || referenceName(url) === undefined) item.fail("is no URL of a repository");
  return url;
}

function repoOf(item: Reader): BundledRepo {
  return {
    id: item.key("id").text(ID),
    name: item.key("name").text(),
    type: typeOf(item.key("type")),
    url: urlOf(item.key("url")),
    commit: item.key("commit").text(OBJECT),
  };
}

function submoduleOf(item: Reader): Submodule {
  return {
    repo: item.key("repo").text(ID),
    path: pathOf(item.key("path")),
    name: pathOf(item.key("name")),
    url: urlOf(item.key("url")),
    commit: item.key("commit").text(OBJECT),
  };
}

function referenceOf(item: Reader): Reference {
  return {
    url: urlOf(item.key("url")),
    type: typeOf(item.key("type")),
    pack: item.key("pack").optional((pack) => pack.text(DIGEST)),
    bytes: item.key("bytes").count(),
    refs: item.key("refs").map((object) => object.text(OBJECT), REF),
    commits: item.key("commits").list((commit) => commit.text(OBJECT)),
    shallow: item.key("shallow").list((commit) => commit.text(OBJECT)),
    since: item.key("since").list((commit) => commit.text(OBJECT)),
    lfs: item.key("lfs").list(contentIn),
  };
}

function contentIn(item: Reader): Content {
  return { sha256: item.key("sha256").text(DIGEST), bytes: item.key("bytes").count() };
}

function fileOf(item: Reader): BundledFile {
  const part = item.key("part");
  const known = PARTS.find((name) => name === part.value) ?? part.fail("is no part of a bundle");
  const path = pathOf(item.key("path"));
  const link = item.key("link").optional((target) => target.text());
  if (link === null) {
    const executable = item.key("executable").value === true;
    return { part: known, path, ...contentIn(item), ...executable ? { executable } : {} };
  }
  if (known !== "project") item.fail("is a link, and no file of the project");
  const mistake = linkMistake(path, link);
  if (mistake !== undefined) item.fail(`is a link to "${link}", which is refused: ${mistake}`);
  return { part: known, path, link };
}

function imageOf(item: Reader): BundledImage {
  return {
    reference: imageReferenceOf(item.key("reference")),
    config: contentIn(item.key("config")),
    layers: item.key("layers").list(contentIn),
  };
}

function imageReferenceOf(item: Reader): string {
  const reference = item.text();
  const isOne = reference.length <= LONGEST_REFERENCE && isImageReference(reference);
  return isOne ? reference : item.fail("is no name of an image");
}

function blobOf(item: Reader): Blob {
  const zstd = item.key("zstd").optional(contentIn);
  return { ...contentIn(item), ...zstd === null ? {} : { zstd } };
}

/** What the parts of a manifest must be to each other. */
function checkTogether(manifest: Manifest): Manifest {
  const { files, blobs, references, repos, base } = manifest;
  const links = new Set(files.flatMap((file) => "link" in file ? [file.path] : []));
  const paths = new Set<string>();
  for (const { part, path } of files) {
    const key = part === "project" ? path : `${part}:${path}`;
    if (paths.has(key)) throw new Mistake(`names the file "${path}" twice`);
    paths.add(key);
    const through = parentsOf(path).find((parent) => links.has(parent));
    if (part === "project" && through !== undefined) {
      throw new Mistake(`names "${path}", which lies behind the link "${through}"`);
    }
  }
  for (const { part, path } of files) {
    const around = part === "project"
      ? parentsOf(path).find((parent) => paths.has(parent))
      : undefined;
    if (around !== undefined) throw new Mistake(`names "${path}" below the file "${around}"`);
  }
  const carried = new Map<string, number>();
  for (const blob of blobs) {
    const { sha256, bytes } = contentOf(blob);
    if (carried.has(sha256)) throw new Mistake(`names the content ${sha256} twice`);
    carried.set(sha256, bytes);
  }
  if (new Set(blobs.map(({ sha256 }) => sha256)).size < blobs.length) {
    throw new Mistake("names a blob twice");
  }
  const packs = references.flatMap(({ pack, bytes }) =>
    pack === null ? [] : [{ sha256: pack, bytes }]
  );
  const named = [...contentsOf(manifest), ...packs];
  for (const { sha256, bytes } of named) {
    const size = carried.get(sha256);
    if (size === undefined && base === null) throw new Mistake(`has no blob for ${sha256}`);
    if (size !== undefined && size !== bytes) throw new Mistake(`tells two sizes of ${sha256}`);
  }
  const needed = new Set(named.map(({ sha256 }) => sha256));
  const idle = [...carried.keys()].find((sha256) => !needed.has(sha256));
  if (idle !== undefined) throw new Mistake(`has a blob that nothing needs: ${idle}`);
  const known = new Set(references.map(({ url }) => referenceName(url)));
  if (known.size < references.length) throw new Mistake("names a reference repository twice");
  const lost = repos.find(({ url }) => !known.has(referenceName(url)));
  if (lost !== undefined) throw new Mistake(`has nothing for the repository "${lost.name}"`);
  return manifest;
}

function parentsOf(path: string): string[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}
