import { publicUrl } from "../base/credentials.ts";
import { firstUnprintable } from "../base/printable.ts";
import { isImageReference, LONGEST_REFERENCE } from "../container/image_reference.ts";
import { referenceName, urlMistake } from "../repo/url.ts";
import { mistakeTogether } from "./check_together.ts";
import { brokenManifest } from "./errors.ts";
import { jsonCost } from "./json_cost.ts";
import {
  type Blob,
  type BundledFile,
  type BundledImage,
  type BundledRepo,
  type Content,
  FORMAT,
  type Manifest,
  PARTS,
  type Reference,
  type Submodule,
} from "./manifest.ts";
import { linkMistake, pathMistake, projectPathMistake } from "./safe_path.ts";

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
    const cost = jsonCost(text);
    if (cost !== undefined) throw new Mistake(cost);
    const manifest = manifestOf(new Reader(JSON.parse(text), "manifest"));
    const mistake = mistakeTogether(manifest);
    if (mistake !== undefined) throw new Mistake(mistake);
    return manifest;
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

  object(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.fail("is no object");
    }
    return value as Record<string, unknown>;
  }

  key(name: string): Reader {
    const value = this.object();
    return new Reader(Object.hasOwn(value, name) ? value[name] : undefined, `${this.at}.${name}`);
  }

  text(form = TEXT): string {
    if (typeof this.value !== "string") this.fail("is no text");
    if (!form.test(this.value)) this.fail("has no such form");
    return this.value;
  }

  count(): number {
    if (!Number.isSafeInteger(this.value) || this.value as number < 0) this.fail("is no count");
    return this.value as number;
  }

  /** Only what is true is told. */
  flag(): boolean {
    if (this.value !== undefined && this.value !== true) this.fail("is neither true nor left out");
    return this.value === true;
  }

  list<T>(read: (item: Reader) => T): T[] {
    if (!Array.isArray(this.value)) this.fail("is no list");
    return this.value.map((item, index) => read(new Reader(item, `${this.at}[${index}]`)));
  }

  map<T>(read: (item: Reader) => T, name: RegExp): Record<string, T> {
    const names = Object.keys(this.object());
    const odd = names.find((each) => !name.test(each));
    if (odd !== undefined) this.fail("has a name of no such form");
    return Object.fromEntries(names.map((each) => [each, read(this.key(each))]));
  }

  optional<T>(read: (item: Reader) => T): T | null {
    return this.value === null || this.value === undefined ? null : read(this);
  }
}

const TEXT = /^[^\0]{0,8000}$/;
const LINE = /^[^\p{Cc}]{0,8000}$/u;
const DIGEST = /^[0-9a-f]{64}$/;
const OBJECT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const ID = /^[^/\p{Cc}][^\p{Cc}]{0,500}$/u;
// As git-check-ref-format(1) has it; neither what stands for other objects, nor what an import keeps.
const REF =
  /^refs\/(?!replace\/|kas-bundle\/)(?!.*(?:\.\.|\/[/.]|@\{|\.lock(?:\/|$)|[/.]$))[^\p{Cc} ~^:?*[\\]+$/u;
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
    machine: top.key("machine").optional((item) => item.text()),
    created_for: top.key("created_for").list((item) => readable(item, pathOf(item))),
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

function pathOf(item: Reader, judge = pathMistake): string {
  const path = item.text();
  const mistake = judge(path);
  if (mistake !== undefined) item.fail(`"${path}" is refused: ${mistake}`);
  return path;
}

/** What is written into project files must be readable there. */
function readable(item: Reader, text: string): string {
  if (firstUnprintable(text) !== undefined) item.fail("has characters that cannot be shown");
  return text;
}

function typeOf(item: Reader): "git" | "hg" {
  const text = item.text();
  return text === "git" || text === "hg" ? text : item.fail("is neither git nor hg");
}

function urlOf(item: Reader): string {
  const url = item.text(LINE);
  const isSafe = !url.startsWith("-") && urlMistake(url) === undefined;
  const name = referenceName(url);
  // Its copy is a directory of that name.
  if (!isSafe || name === undefined || pathMistake(name) !== undefined) {
    item.fail("is no URL of a repository");
  }
  if (publicUrl(url).url !== url) item.fail("has credentials");
  return url;
}

function repoOf(item: Reader): BundledRepo {
  return {
    id: readable(item.key("id"), item.key("id").text(ID)),
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
  const path = pathOf(item.key("path"), known === "project" ? projectPathMistake : pathMistake);
  const link = item.key("link").optional((target) => target.text());
  if (link === null) {
    const executable = item.key("executable").flag();
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
  const reference = item.text(LINE);
  const isOne = reference.length <= LONGEST_REFERENCE && isImageReference(reference);
  return isOne ? reference : item.fail("is no name of an image");
}

function blobOf(item: Reader): Blob {
  const zstd = item.key("zstd").optional(contentIn);
  return { ...contentIn(item), ...zstd === null ? {} : { zstd } };
}
