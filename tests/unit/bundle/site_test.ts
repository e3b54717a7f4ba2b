import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { listing, listingText } from "../../../src/bundle/listing.ts";
import { FORMAT, type Manifest, manifestText } from "../../../src/bundle/manifest.ts";
import { ownTrees } from "../../../src/bundle/project_place.ts";
import { readManifest } from "../../../src/bundle/read_manifest.ts";
import { readRecord, recordText } from "../../../src/bundle/record.ts";
import { callersSite, directoryOf, ownSite } from "../../../src/bundle/site.ts";
import { siteFiles } from "../../../src/bundle/site_files.ts";
import { readSettings } from "../../../src/config/settings.ts";
import type { Repo } from "../../../src/repo/repo.ts";

const COMMIT = "c".repeat(40);
const content = (letter: string, bytes: number) => ({ sha256: letter.repeat(64), bytes });

const MANIFEST: Manifest = {
  format: FORMAT,
  kas: "5.5",
  git: "git version 2.39.5",
  machine: "x86_64",
  created_for: ["kas.yml", "debug.yml"],
  build_system: "openembedded",
  depth: 0,
  base: null,
  config: { header: { version: 16 } },
  repos: [{ id: "a", name: "a", type: "git", url: "https://host/a", commit: COMMIT }],
  submodules: [],
  references: [{
    url: "https://host/a",
    type: "git",
    pack: "a".repeat(64),
    bytes: 900,
    refs: { "refs/heads/main": COMMIT },
    commits: [COMMIT],
    shallow: [],
    since: [],
    lfs: [],
  }],
  files: [
    { part: "project", path: "kas.yml", ...content("b", 10) },
    { part: "project", path: "debug.yml", ...content("b", 10) },
    { part: "project", path: "link", link: "kas.yml" },
    { part: "download", path: "x.tar.gz", ...content("d", 20) },
    { part: "sstate", path: "aa/x.siginfo", ...content("b", 10) },
    { part: "kas", path: "kas", ...content("e", 30), executable: true },
  ],
  image: null,
  srcrevs: { "SRCREV:pn-x": "abc" },
  unchecked: [],
  missing: ["something"],
  blobs: [
    content("a", 900),
    { ...content("f", 7), zstd: content("b", 10) },
    content("d", 20),
    content("e", 30),
  ],
};

Deno.test("a manifest is read as it was written", () => {
  const text = manifestText(MANIFEST);
  equal(readManifest("x.tar", text), MANIFEST);
  equal(manifestText(readManifest("x.tar", text)), text);
  const record = { imported: ["1".repeat(64)], manifest: MANIFEST };
  equal(readRecord("r", recordText(record)), record);
});

Deno.test("a listing tells what takes how much, each content once", () => {
  const list = listing(MANIFEST, "9".repeat(64));
  equal(list.repos, [{ name: "a", url: "https://host/a", commit: COMMIT, bytes: 900 }]);
  equal(list.parts, [
    { kind: "repos", bytes: 900 },
    { kind: "project", bytes: 7 },
    { kind: "download", bytes: 20 },
    { kind: "kas", bytes: 30 },
  ]);
  const text = listingText({ ...MANIFEST, missing: ["\u001b[2J"] }, "9".repeat(64));
  assert.ok(!text.includes("\u001b"));
  assert.match(text, /^program {4}blobs\/sha256\/e{64}$/m);
});

Deno.test("a site pins its repositories and says what is different without network", () => {
  const files = siteFiles(MANIFEST);
  equal([...files.keys()], [".config.yaml", ".config.lock.yaml", "kas-offline.yml"]);
  assert.match(
    files.get(".config.yaml")!,
    /includes:\n {2}- kas.yml\n {2}- debug.yml\n {2}- kas-offline.yml\n/,
  );
  assert.match(files.get(".config.lock.yaml")!, new RegExp(`a:\n      commit: ${COMMIT}\n`));
  const offline = files.get("kas-offline.yml")!;
  assert.match(
    offline,
    /INHERIT \+= "own-mirrors"\n.*SOURCE_MIRROR_URL = "file:\/\/\$\{TOPDIR\}\/\.\.\/downloads"/,
  );
  assert.match(offline, /SSTATE_DIR = .*\n +SRCREV:pn-x = "abc"/);
  const isar = siteFiles({ ...MANIFEST, build_system: "isar-rootless" }).get("kas-offline.yml")!;
  assert.match(isar, /DL_DIR = "\$\{TOPDIR\}\/\.\.\/downloads"\n +ISAR_USE_CACHED_BASE_REPO = "1"/);
  assert.ok(!isar.includes("own-mirrors"));
});

Deno.test("each part has its place: in a directory of its own, or where the variables say", () => {
  const own = ownSite("/site");
  equal(MANIFEST.files.map((file) => directoryOf(own, file)), [
    "/site",
    "/site",
    "/site",
    "/site/downloads",
    "/site/sstate",
    "/site/bin",
  ]);
  const env = { KAS_REPO_REF_DIR: "/ref" };
  const settings = readSettings(env, "/work", false);
  assert.throws(() => callersSite(MANIFEST, settings, {}), /set DL_DIR, SSTATE_DIR, or/);
  const callers = callersSite(MANIFEST, settings, { DL_DIR: "/dl", SSTATE_DIR: "/s" });
  equal(MANIFEST.files.map((file) => directoryOf(callers, file)), [
    undefined,
    undefined,
    undefined,
    "/dl",
    "/s",
    undefined,
  ]);
});

Deno.test("the project's own directories: its root, and local repositories beside it", () => {
  const repo = (id: string, path: string, url: string | null = null) =>
    ({ id, name: id, path, url }) as unknown as Repo;
  const repos = [repo("this", "/w/p"), repo("in", "/w/p/layers"), repo("x", "/w/x", "https://x")];
  const top = { directory: "/w/p", place: "" };
  equal(ownTrees("/w/p", "/w/p", repos, new Map([["in", "layers"]])), [top]);
  equal(ownTrees("/w/p", "/w", [repo("this", "/w/p")], new Map([["this", "p"]])), [
    top,
    { directory: "/w/p", place: "p" },
  ]);
  equal(ownTrees("/w/p", "/w/p", [repo("this", "/w/p/")], new Map([["this", "."]])), [top]);
  for (const [root, path] of [["/w/p", "../other"], ["/w", "/w/other"]] as const) {
    const out = [repo("out", "/w/other")];
    assert.throws(
      () => ownTrees(root, root, out, new Map([["out", path]])),
      /\/w\/other, which has no place on the other side/,
    );
  }
});
