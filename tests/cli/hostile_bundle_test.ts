// What `kas bundle` makes of what somebody sends: it is refused whole, or is what it says.
import assert from "node:assert/strict";
import {
  addBlob,
  addFile,
  addLink,
  archive,
  blob,
  commit,
  copies,
  type Forged,
  joined,
  type Json,
  type Member,
  members,
  objectId,
  pack,
  type PackObject,
  setPack,
  sha256,
  soundBundle,
  TAR_END,
  tarMember,
  tree,
  written,
  zstdBlock,
  zstdFrame,
} from "./forged_bundle.ts";
import { assertUserError, BINARY, type Outcome, type Scene, scene } from "./harness.ts";

type Bytes = Uint8Array;
/** What is sent, and what of the message tells why it is refused. */
type Attack = readonly [bytes: Bytes, message: RegExp];
type Attacks = Readonly<Record<string, Attack>>;

/** A bundle that was bent. */
function bent(bend: (forged: Forged) => void, message: RegExp, ...head: Member[]): Attack {
  const forged = soundBundle();
  bend(forged);
  return [written(forged, ...head), message];
}

/** The members of a sound bundle, bent. */
const withMembers = (
  bend: (members: Member[]) => Member[],
  message: RegExp,
): Attack => [archive(...bend(members(soundBundle()))), message];

/** What is below a directory; when a directory was changed does not count. */
function contents(s: Scene, directory: string): string[] {
  return s.snapshot(directory).map((line) => line.replace(/ (16\d{3}) \d+ (\d+) \d+$/, " $1 $2"));
}

function assertRefused(name: string, run: Outcome, message: RegExp): void {
  try {
    assertUserError(run, message);
    assert.match(run.stderr, /x\.tar/);
    assert.ok(run.stderr.length < 3000, `${run.stderr.length} characters`);
    assert.equal(run.stderr.match(/ERROR/g)?.length, 1, "one message");
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(run.stderr, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  } catch (error) {
    throw new Error(`${name}: ${run.code} ${run.stderr.slice(0, 2000)}`, { cause: error });
  }
}

/**
 * Imports into a directory that is not there, and into one that has a bundle already, and verifies:
 * each time it is refused, and nothing has changed.
 * @param verifies whether to look at it is enough to see what is wrong
 */
async function refuses(s: Scene, attacks: Attacks, verifies = true): Promise<void> {
  s.write("work/sound.tar", written(soundBundle()));
  const first = await s.kas(["bundle", "import", "sound.tar", "--into", "site"]);
  assert.equal(first.code, 0, first.stderr);
  const before = contents(s, "work/site");
  for (const [name, [bytes, message]] of Object.entries(attacks)) {
    s.write("work/x.tar", bytes);
    for (const into of ["new", "site"]) {
      const run = await s.kas(["bundle", "import", "x.tar", "--into", into]);
      assertRefused(`${name}, into ${into}`, run, message);
    }
    const left = [...Deno.readDirSync(s.work)].map((entry) => entry.name).sort();
    assert.deepEqual(left, ["site", "sound.tar", "x.tar"], name);
    assert.deepEqual(contents(s, "work/site"), before, name);
    if (verifies) {
      assertRefused(`${name}, verify`, await s.kas(["bundle", "verify", "x.tar"]), message);
    }
  }
  const again = await s.kas(["bundle", "import", "sound.tar", "--into", "site"]);
  assert.equal(again.code, 0, again.stderr);
}

scene("hostile bundles: archives that are cut, damaged or not as a bundle is", async (s) => {
  const sound = written(soundBundle());
  const [manifest, ...blobs] = members(soundBundle()) as [Member, ...Member[]];
  const begin = sound.length - TAR_END.length;
  const cut = (at: number): Attack => [sound.subarray(0, at), /truncated/];
  const flipped = (at: number, message: RegExp): Attack => {
    const bytes = sound.slice();
    bytes[at]! ^= 1;
    return [bytes, message];
  };
  const firstBlob = 512 + Math.ceil((manifest.content as string).length / 512) * 512;
  const extra = (member: Member, message: RegExp) =>
    withMembers((all) => [...all, member], message);
  const instead = (bend: Partial<Member>, message: RegExp) =>
    withMembers(([first, second, ...rest]) => [first!, { ...second!, ...bend }, ...rest], message);
  const base256 = (...low: number[]) =>
    new Uint8Array([...new Array(12 - low.length).fill(low[0] === 0xff ? 0xff : 0), ...low].map(
      (byte, index) => index === 0 ? byte | 0x80 : byte,
    ));
  const resized = (size: string | Uint8Array, message: RegExp) => instead({ size }, message);
  await refuses(s, {
    "nothing": [new Uint8Array(), /truncated/],
    "half a header": cut(256),
    "a header alone": cut(512),
    "half a manifest": cut(1000),
    "a manifest alone": cut(firstBlob),
    "half a blob's header": cut(firstBlob + 100),
    "a blob's header alone": cut(firstBlob + 512),
    "half a blob": cut(firstBlob + 600),
    "no end": cut(begin),
    "half an end": cut(begin + 512),
    "zeros": [new Uint8Array(10240), /does not begin with manifest.json/],
    "no tar": [joined("#!/bin/sh\n".repeat(1000)), /no tar archive/],
    "a bit of a header": flipped(130, /no tar archive, or is damaged/),
    "a bit of the manifest": flipped(520, /manifest/),
    "a bit of a blob's header": flipped(firstBlob + 3, /damaged/),
    "a bit of a blob": flipped(firstBlob + 520, /damaged|not sound/),
    "a bit behind a blob": flipped(begin - 1, /not filled up with zeros/),
    "a bit of the end": flipped(begin + 3, /no tar archive/),
    "a bit of the second end": flipped(begin + 700, /something follows its end/),
    "something behind": [joined(sound, new Uint8Array(2048), "x"), /something follows its end/],
    "an archive behind": [joined(sound, sound), /something follows its end/],
    "an absolute name": extra({ name: "/etc/passwd", content: "x" }, /\/etc\/passwd/),
    "a name that leads out": extra({ name: "../x", content: "x" }, /not in the manifest/),
    "a member nobody knows": extra({ name: "README" }, /"README" is not in the manifest/),
    "a member twice": extra(blobs[0]!, /not in the manifest/),
    "the manifest twice": withMembers((all) => [all[0]!, ...all], /manifest.json/),
    "no manifest at first": withMembers((all) => [...all.slice(1), all[0]!], /does not begin/),
    "another order": withMembers(([first, a, b, ...rest]) => [first!, b!, a!, ...rest], /expected/),
    "a missing blob": withMembers((all) => all.slice(0, -1), /is missing/),
    "a soft link": instead({ type: "2", link: "/etc/passwd", content: "" }, /symbolic link/),
    "a hard link": instead({ type: "1", link: "manifest.json", content: "" }, /hard link/),
    "a device": instead({ type: "3", content: "" }, /device/),
    "a directory": instead({ type: "5", content: "" }, /directory/),
    "a pipe": instead({ type: "6", content: "" }, /pipe/),
    "a pax header": extra({ name: "x", type: "x", content: "20 path=../../evil\n" }, /no regular/),
    "a global pax header": withMembers(
      (all) => [{ name: "x", type: "g", content: "20 path=../../evil\n" }, ...all],
      /no regular file/,
    ),
    "a long name of GNU": extra(
      { name: "././@LongLink", type: "L", content: "../x\0" },
      /no regular/,
    ),
    "a sparse file": extra({ name: "x", type: "S" }, /no regular file/),
    "a manifest that is a link": withMembers(
      (all) => [{ ...all[0]!, type: "2", link: "/etc/passwd", content: "" }, ...all.slice(1)],
      /symbolic link/,
    ),
    "a size that is smaller": resized("00000000001\0", /and 1 here/),
    "a size that is larger": resized("00000070000\0", /bytes in the manifest, and 28672 here/),
    "a size that is huge": resized("77777777777\0", /and 8589934591 here/),
    "no size": resized("            ", /has no size/),
    "a size in letters": resized("0x000000001\0", /has no size/),
    "a negative size": resized("-0000000001\0", /has no size/),
    "a negative size in bytes": resized(base256(0xff, 0xff), /has no size/),
    "a size beyond numbers": resized(base256(1, 0, 0, 0, 0, 0, 0, 0, 0), /has no size/),
    "control characters": extra({ name: "\x1b[2J\u009b\r\nkas: x" }, /\\x1b\[2J/),
  });
});

scene("hostile bundles: a manifest of 1 GB is refused at once, in little memory", async (s) => {
  const size = 1 << 30;
  s.write("work/x.tar", tarMember({ name: "manifest.json", size: `${size.toString(8)}\0` }));
  Deno.truncateSync(s.path("work/x.tar"), 512 + size + 1024);
  const deep = (open: string, count: number) =>
    archive({ name: "manifest.json", content: open.repeat(count) });
  const texts: Attacks = {
    "1 GB": [new Uint8Array(), /"manifest.json" has 1073741824 bytes/],
    "lists in lists": [deep("[", 1_000_000), /nested too deeply/],
    "maps in maps": [deep('{"a":', 1_000_000), /nested too deeply/],
    "many lists": [
      archive({ name: "manifest.json", content: `[${"[],".repeat(15_000_000)}0]` }),
      /too many/,
    ],
    "many quotes": [deep('"\\', 20_000_000), /no JSON/],
  };
  for (const [name, [bytes, message]] of Object.entries(texts)) {
    if (bytes.length > 0) s.write("work/x.tar", bytes);
    const begin = performance.now();
    for (const args of [["list"], ["import", "--into", "new"]]) {
      const { run, peak } = await measured(s, ["bundle", args[0]!, "x.tar", ...args.slice(1)]);
      assertRefused(name, run, message);
      assert.ok(peak < (name === "1 GB" ? 120 : 300), `${name}: ${peak} MB`);
    }
    assert.ok(performance.now() - begin < 10_000, name);
  }
});

/** Runs kas, and measures the most memory that it, or a program of its own, took, in MB. */
async function measured(
  s: Scene,
  args: readonly string[],
): Promise<{ run: Outcome; peak: number }> {
  const run = await s.run(["time", "--quiet", "-f", "%M", "-o", s.path("peak"), BINARY, ...args]);
  return { run, peak: Number(s.read("peak")) / 1024 };
}

const path = (name: string, message = /refused/, part?: string) =>
  bent((forged) => addFile(forged, name, "x", part), message);
const link = (name: string, target: string, message = /is a link to/) =>
  bent((forged) => addLink(forged, name, target), message);

scene("hostile bundles: files that lie elsewhere, or are in each other's way", async (s) => {
  const own = /its name is the import's own/;
  const admin = /it is in what git or Mercurial keeps/;
  await refuses(s, {
    "git's configuration": path(".git/config", admin),
    "a hook in capitals": path("sub/.GIT/hooks/post-checkout", admin),
    "git's short name": path("git~1/config", admin),
    "hidden letters": path(".g\u200cit/config", admin),
    "blanks behind": path(".git. /config", admin),
    "Mercurial's configuration": path("lib/.hg/hgrc", admin),
    "a submodule's file": path("lib/.git", admin),
    "the record": path(".kas-bundle.json", own),
    "the record in capitals": path(".KAS-bundle.json", own),
    "the staging": path(".kas-import/x", own),
    "the top file": path(".config.yaml", own),
    "the lockfile": path(".config.lock.yaml", own),
    "the offline file": path("kas-offline.yml", own),
    "a reference's configuration": path("repo-ref/example.invalid.lib.git/config", own),
    "a key ring": path(".kas_gnupg/gpg.conf", own),
    "a file where downloads are": path("downloads", own),
    "up": path("../x", /it leads elsewhere/),
    "up further below": path("a/../../x", /it leads elsewhere/),
    "absolute": path("/etc/cron.d/x", /it is absolute/),
    "nothing": path("", /it is no path/),
    "a dot": path("./x", /no plain path/),
    "two slashes": path("a//x", /no plain path/),
    "a directory": path("a/", /no plain path/),
    "a long name": path("x".repeat(256), /no plain path/),
    "a long path": path("x/".repeat(3000) + "x", /it is no path/),
    "a line break": path("a\nb", /control characters/),
    "an escape": path("a\x1b[2Jb", /control characters/),
    "a backslash": path("a\\..\\b", /control characters/),
    "a download elsewhere": path("../x", /it leads elsewhere/, "download"),
    "an absolute download": path("/x", /it is absolute/, "download"),
    "shared state elsewhere": path("a/../../x", /it leads elsewhere/, "sstate"),
    "a program elsewhere": path("../../bin/kas", /it leads elsewhere/, "kas"),
    "a database elsewhere": path("../../x", /it leads elsewhere/, "hashserv"),
    "a key elsewhere": path("../x", /it leads elsewhere/, "key"),
    "an unknown part": path("x", /no part of a bundle/, "hook"),
    "a link up": link("out", "../x"),
    "a link to the root": link("out", "/etc"),
    "a link up from below": link("a/b/out", "../../../x"),
    "a link up behind a name": link("out", "link/../../x"),
    "a link to git's": link("out", ".git/hooks"),
    "a link to nothing": link("out", ""),
    "a link where downloads are": link("downloads", "sub", own),
    "a link where a database is": link("hashserv", "sub", own),
    "a link as a download": bent(
      ({ manifest }) => manifest.files.push({ part: "download", path: "x", link: "y" }),
      /no file of the project/,
    ),
    "a file behind a link": path("link/x", /behind the link/),
    "a link behind a link": link("link/x", "y", /behind the link/),
    "a file below a file": path("kas.yml/x", /below the file/),
    "a file twice": path("kas.yml", /twice/),
    "a link twice": link("link", "sub", /twice/),
    "a download twice": path("a.tar.gz", /twice/, "buildtools"),
    "a project's file as a download": path("downloads/a.tar.gz", /twice/),
    "a download below a file": path("a.tar.gz/x", /below the file/, "download"),
    "a project without its file": bent(
      ({ manifest }) => manifest.created_for = ["other.yml"],
      /no file "other.yml"/,
    ),
    "a project elsewhere": bent(
      ({ manifest }) => manifest.created_for = ["../kas.yml"],
      /elsewhere/,
    ),
    "an absolute project": bent(({ manifest }) => manifest.created_for = ["/kas.yml"], /absolute/),
  }, false);
});

scene("a file whose name looks like an option is a file", async (s) => {
  const forged = soundBundle();
  for (const name of ["-rf", "--into=x", "a:b", "-", "ä b'\"$(id)"]) addFile(forged, name, name);
  s.write("work/x.tar", written(forged));
  const run = await s.kas(["bundle", "import", "x.tar", "--into", "site"]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/site/-rf"), "-rf");
  assert.equal(s.read("work/site/ä b'\"$(id)"), "ä b'\"$(id)");
});

/** A bundle with something else in its only repository. */
const repo = (bend: (reference: Json, repo: Json) => void, message: RegExp) =>
  bent(({ manifest }) => bend(manifest.references[0], manifest.repos[0]), message);
const url = (url: string, message = /no URL of a repository/) =>
  repo((reference, repo) => reference.url = repo.url = url, message);
const ref = (name: string, message = /a name of no such form/) =>
  repo((reference) => reference.refs = { [name]: reference.commits[0] }, message);
const text = (key: string, value: unknown, message = /no such form/) =>
  bent(({ manifest }) => manifest[key] = value, message);

scene("hostile bundles: repositories, references and values that are more than that", async (s) => {
  const zero = "0".repeat(40);
  await refuses(s, {
    "a URL that starts a program": url("ext::sh -c touch% x"),
    "a URL that is an option": url("--upload-pack=touch x"),
    "a host that is an option": url("ssh://-oProxyCommand=x/y"),
    "a URL up": url(".."),
    "a URL of nothing": url(""),
    "a URL of a git directory": url("https:///git"),
    "a URL of the staging": url("https:///kas-import"),
    "a URL of the record": url(".kas-bundle.json"),
    "a long URL": url(`https://x/${"y".repeat(300)}`),
    "a URL of two lines": url("https://x/y\nz", /no such form/),
    "a URL with an escape": url("https://x/\x1b[2J", /no such form/),
    "a URL with a password": url("https://me:secret@x/y", /has credentials/),
    "a reference up": ref("refs/heads/../../config"),
    "git's HEAD": ref("HEAD"),
    "a reference elsewhere": ref("../refs/heads/x"),
    "a reference that is an option": ref("-x"),
    "a command behind a reference": ref(`refs/heads/x ${zero}\ndelete refs/heads/main`),
    "a lock": ref("refs/heads/x.lock"),
    "a name that begins with a dot": ref("refs/heads/.x"),
    "a reference of nothing": ref("refs/heads/"),
    "objects in place of others": ref(`refs/replace/${zero}`),
    "references below each other": repo((reference) =>
      reference.refs = {
        "refs/heads/a": reference.commits[0],
        "refs/heads/a/b": reference.commits[0],
      }, /not sound/),
    "a branch that is no commit": repo(
      (reference) => reference.refs = { "refs/heads/x": objectId(blob("one\n")) },
      /not sound/,
    ),
    "a command behind an object": repo(
      (reference) => reference.refs = { "refs/heads/x": `${zero}\ndelete refs/heads/main` },
      /no such form/,
    ),
    "a commit that is not there": repo((reference, repo) => {
      reference.commits = [repo.commit = "12".repeat(20)];
    }, /is not in it/),
    "a commit that is a blob": repo((reference, repo) => {
      reference.commits = [repo.commit = objectId(blob("one\n"))];
    }, /is not in it/),
    "a commit that is a name": repo((_, repo) => repo.commit = "HEAD", /no such form/),
    "a commit of another": repo((_, repo) => repo.commit = "12".repeat(20), /nothing for/),
    "another type": repo((_, repo) => repo.type = "hg", /nothing for/),
    "an unknown type": repo((reference) => reference.type = "svn", /neither git nor hg/),
    "a repository twice": bent(({ manifest }) => manifest.repos.push(manifest.repos[0]), /twice/),
    "a reference twice": bent(
      ({ manifest }) => manifest.references.push(manifest.references[0]),
      /twice/,
    ),
    "a cut that is none": repo((reference) => reference.shallow = ["--x"], /no such form/),
    "an id of two lines": repo((_, repo) => repo.id = "x:\n  y", /no such form/),
    "an id that turns letters": repo((_, repo) => repo.id = "x\u202ey", /cannot be shown/),
    "a project that turns letters": bent((forged) => {
      addFile(forged, "x\u202ey.yml", "x");
      forged.manifest.created_for = ["x\u202ey.yml"];
    }, /cannot be shown/),
    "an id that is a path": repo((_, repo) => repo.id = "/x", /no such form/),
    "a revision with quotes": text("srcrevs", { "SRCREV:pn-linux": '1"\nINHERIT += "x' }),
    "a revision with a variable": text("srcrevs", { "SRCREV:pn-linux": "${@os.system('id')}" }),
    "a recipe with quotes": text("srcrevs", { 'SRCREV:pn-linux" = "1"\nx': "1" }),
    "a recipe with a variable": text("srcrevs", { "SRCREV:pn-${@x}": "1" }),
    "an image that is an option": text("image", {
      reference: "--privileged",
      config: { sha256: "12".repeat(32), bytes: 1 },
      layers: [],
    }, /no name of an image/),
    "another build system": text("build_system", "make", /no build system/),
    "a blob that nothing needs": bent((forged) => void addBlob(forged, "idle"), /nothing needs/),
    "a blob that is missing": bent(({ manifest }) => manifest.blobs.pop(), /has no blob/),
    "a blob twice": bent(({ manifest }) => manifest.blobs.push(manifest.blobs[0]), /twice/),
    "two sizes": bent(({ manifest }) => manifest.files[0].bytes++, /two sizes/),
    "a submodule elsewhere": bent(({ manifest }) =>
      manifest.submodules.push({
        repo: "lib",
        path: "../x",
        name: "x",
        url: manifest.repos[0].url,
        commit: manifest.repos[0].commit,
      }), /it leads elsewhere/),
    "a submodule in git's": bent(({ manifest }) =>
      manifest.submodules.push({
        repo: "lib",
        path: "x",
        name: "../hooks",
        url: manifest.repos[0].url,
        commit: manifest.repos[0].commit,
      }), /it leads elsewhere/),
    "no JSON": bent((forged) => forged.manifest = "{", /no JSON/),
    "no object": bent((forged) => forged.manifest = "[]", /is no object/),
    "nothing": bent((forged) => forged.manifest = "null", /is no object/),
    "a prototype": bent(
      (forged) => forged.manifest = `{"__proto__": ${JSON.stringify(forged.manifest)}}`,
      /format is not/,
    ),
    "another form": text("format", "kas-bundle/2", /a newer kas may have made it/),
  }, false);
});

scene(
  "what a bundle says is shown without moving the terminal, and written as it is",
  async (s) => {
    const forged = soundBundle();
    const { manifest } = forged;
    const evil = "x\x1b[2J\u009b31m\u202e\r\nERROR: y";
    Object.assign(manifest, {
      machine: evil,
      kas: evil,
      missing: [evil],
      config: { [evil]: evil },
    });
    const id = `a: {b: "c"} # 'd' - &e *f !g`;
    Object.assign(manifest.repos[0], { id, name: evil });
    manifest.created_for = [`${id}.yml`];
    addFile(forged, `${id}.yml`, "header: {version: 16}\n");
    s.write("work/x.tar", written(forged));
    for (
      const args of [["list", "x.tar"], ["list", "--json", "x.tar"], [
        "import",
        "x.tar",
        "--into",
        "site",
      ]]
    ) {
      const run = await s.kas(["bundle", ...args]);
      assert.equal(run.code, 0, run.stderr);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(run.stdout + run.stderr, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
    }
    const dumped = await s.run([BINARY, "dump", "--skip", "repos_checkout", "site/.config.yaml"]);
    assert.equal(dumped.code, 0, dumped.stderr);
    const lock = await s.kas([
      "dump",
      "--format",
      "json",
      "--skip",
      "repos_checkout",
      "site/.config.lock.yaml",
    ]);
    assert.equal(lock.code, 0, lock.stderr);
    assert.deepEqual(Object.keys(JSON.parse(lock.stdout).overrides.repos), [id]);
  },
);

scene("a bundle on top of another that is not here is refused", async (s) => {
  await refuses(s, {
    "a base that is none": text("base", "12".repeat(32), /has not been\s+imported/),
    "no base": repo((reference) => reference.since = ["12".repeat(20)], /commits of .* not here/),
  }, false);
});

/** A bundle whose repository has other objects. */
const packed = (objects: readonly PackObject[], message = /is not sound/, raw?: Bytes) =>
  bent((forged) => setPack(forged, objects, raw), message);

/** A commit of a tree with one entry. */
function entry(name: string, content = "x", mode = "100644"): PackObject[] {
  const file = blob(content);
  const root = tree({ name, mode, id: objectId(file) });
  return [file, root, commit(root)];
}

scene("hostile bundles: packs that git must not take", async (s) => {
  const [file, root, last] = entry("f") as [PackObject, PackObject, PackObject];
  const sound = pack([file, root, last]);
  const inner = tree({ name: "config", id: objectId(file) });
  const below = (name: string, mode = "40000") => {
    const outer = tree({ name, mode, id: objectId(inner) });
    return [file, inner, outer, commit(outer)];
  };
  const damaged = sound.slice();
  damaged[20]! ^= 1;
  const count = sound.slice();
  count[11] = 200;
  const big = blob(new Uint8Array(4 << 20));
  const bomb = (...counts: number[]): PackObject[] => {
    let base = 4 << 20;
    const deltas = counts.map((count): PackObject => {
      const instructions = copies(base, count);
      base = Math.min(base, 0xffffff) * count;
      return { type: "blob", content: "", delta: { back: 1, instructions } };
    });
    return [root, last, file, big, ...deltas];
  };
  await refuses(s, {
    ".git": packed(below(".git")),
    ".GIT": packed(below(".GIT")),
    "git~1": packed(below("git~1")),
    "hidden letters in .git": packed(below(".g\u200cit")),
    "a file .git": packed(entry(".git")),
    "a link .git": packed(entry(".git", "/tmp", "120000")),
    "two points": packed(below("..")),
    "a point": packed(below(".")),
    "a path as a name": packed(entry("a/b")),
    "a path to git's as a name": packed(entry(".git/config")),
    "no name": packed(entry("")),
    "a name twice": packed([
      file,
      tree({ name: "f", id: objectId(file) }, { name: "f", id: objectId(file) }),
    ].flatMap((each) => each.type === "tree" ? [each, commit(each)] : [each])),
    "a submodule's URL that is an option": packed(
      entry(".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch\n'),
    ),
    "a submodule that leads out": packed(
      entry(".gitmodules", '[submodule "../../x"]\n\tpath = x\n\turl = https://x/y\n'),
    ),
    "a submodule's command": packed(
      entry(".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = https://x/y\n\tupdate = !id\n'),
    ),
    "a link as submodules' list": packed(entry(".gitmodules", "/etc/passwd", "120000")),
    "no pack": packed([last], undefined, joined("garbage".repeat(100))),
    "an empty pack": packed([last], undefined, new Uint8Array()),
    "a pack without its end": packed([last], undefined, sound.subarray(0, sound.length - 30)),
    "a damaged pack": packed([last], undefined, damaged),
    "a pack with too few objects": packed([last], undefined, count),
    "a tree that is missing": packed([file, last]),
    "a file that is missing": packed([root, last]),
    "a parent that is missing": packed([file, root, commit(root, "12".repeat(20))]),
    "no object at all": packed([last], /is not in it|not sound/, pack([])),
    "a delta bomb": packed(bomb(500), /over limit/, pack(bomb(500))),
    "a delta bomb of several": packed(bomb(8, 64), /over limit/, pack(bomb(8, 64))),
  });
  s.write("work/x.tar", packed(bomb(500), /over limit/, pack(bomb(500)))[0]);
  const { peak } = await measured(s, ["bundle", "import", "x.tar", "--into", "new"]);
  assert.ok(peak < 200, `${peak} MB`);
});

scene("a pack of a few bytes with a large file takes no memory, and no room", async (s) => {
  const file = blob(new Uint8Array(300 << 20));
  const root = tree({ name: "f", id: objectId(file) });
  s.write("work/x.tar", packed([file, root, commit(root)])[0]);
  const { run, peak } = await measured(s, ["bundle", "import", "x.tar", "--into", "site"]);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(peak < 150, `${peak} MB`);
  const used = await s.run(["du", "-sm", "site"]);
  assert.ok(parseInt(used.stdout) < 10, used.stdout);
});

/** The smallest sound bundle with something compressed in it. */
function compressed(content: Bytes, stored: Bytes, bend: (blob: Json) => void = () => {}): Bytes {
  const forged = soundBundle();
  const told = { sha256: sha256(content), bytes: content.length };
  forged.manifest.files.push({ part: "download", path: "x", ...told });
  const entry = { sha256: sha256(stored), bytes: stored.length, zstd: { ...told } };
  bend(entry);
  forged.manifest.files.at(-1).bytes = entry.zstd.bytes;
  forged.manifest.files.at(-1).sha256 = entry.zstd.sha256;
  forged.manifest.blobs.push(entry);
  forged.blobs.set(entry.sha256, stored);
  return written(forged);
}

scene("hostile bundles: what is compressed", async (s) => {
  const content = new TextEncoder().encode("a download\n".repeat(1000));
  const good = zstdFrame([zstdBlock(content)]);
  const zero = zstdBlock(new Uint8Array(1), 1 << 17);
  const bomb = zstdFrame(Array.from({ length: 76_000 }, () => zero));
  const wide = zstdFrame([zstdBlock(content)], 31);
  const half = good.subarray(0, good.length - 5);
  const other = /is another one unpacked/;
  const broken = /cannot be unpacked/;
  const zeros = "0".repeat(64);
  await refuses(s, {
    "a bomb": [compressed(content, bomb), /is larger unpacked than its manifest says/],
    "a window larger than memory": [compressed(content, wide), broken],
    "garbage": [compressed(content, content), broken],
    "nothing": [compressed(content, new Uint8Array()), /another one|cannot be unpacked/],
    "cut": [compressed(content, half), broken],
    "something behind": [compressed(content, joined(good, "x".repeat(100))), broken],
    "twice": [compressed(content, joined(good, good)), /is larger unpacked/],
    "a digest that lies": [compressed(content, good, ({ zstd }) => zstd.sha256 = zeros), other],
    "a larger size": [compressed(content, good, ({ zstd }) => zstd.bytes += 1), other],
    "a smaller size": [compressed(content, good, ({ zstd }) => zstd.bytes -= 1), /is larger/],
  });
  for (const stored of [bomb, wide]) {
    s.write("work/x.tar", compressed(content, stored));
    const begin = performance.now();
    const { run, peak } = await measured(s, ["bundle", "import", "x.tar", "--into", "new"]);
    assertRefused("bomb", run, /unpacked/);
    assert.ok(peak < 150, `${peak} MB`);
    assert.ok(performance.now() - begin < 5000);
    assert.equal((await s.run(["pgrep", "-f", s.root])).stdout, "", "nothing goes on running");
  }
});

/** A bundle that is cut into volumes as somebody says. */
function volume(bend: (told: Json, forged: Forged) => Member[] | void, message: RegExp): Attack {
  const forged = soundBundle();
  const told = {
    format: "kas-bundle-volume/1",
    manifest_sha256: sha256(`${JSON.stringify(forged.manifest, null, 1)}\n`),
    volume: 1,
    of: 1,
    pieces: forged.manifest.blobs.map(({ sha256, bytes }: Json) => ({ sha256, offset: 0, bytes })),
  };
  const all = bend(told, forged);
  const head = { name: "volume.json", content: `${JSON.stringify(told)}\n` };
  const [manifest, ...blobs] = members(forged) as [Member, ...Member[]];
  return [archive(manifest, head, ...all ?? blobs), message];
}

scene("hostile bundles: volumes", async (s) => {
  /** The first blob in two pieces of which each begins and ends as said. */
  const cut = (...ranges: [number, number][]) =>
    volume((told, { manifest, blobs }) => {
      const [{ sha256 }] = manifest.blobs;
      const content = blobs.get(sha256)!;
      const ends = ranges.map(([from, to]) => [from, to < 0 ? content.length : to] as const);
      told.pieces.splice(
        0,
        1,
        ...ends.map(([from, to]) => ({ sha256, offset: from, bytes: to - from })),
      );
      return told.pieces.map(({ sha256, offset, bytes }: Json) => ({
        name: `blobs/sha256/${sha256}` +
          (bytes === blobs.get(sha256)!.length ? "" : `.${String(offset).padStart(15, "0")}`),
        content: blobs.get(sha256)!.subarray(offset, offset + bytes),
      }));
    }, /do not make its blob|is damaged/);
  const cannotBe = (bend: (told: Json) => void, message: RegExp) =>
    volume((told) => void bend(told), message);
  await refuses(s, {
    "overlapping pieces": cut([0, 60], [50, -1]),
    "a hole": cut([0, 50], [60, -1]),
    "the beginning alone": cut([0, 50]),
    "the end alone": cut([50, -1]),
    "an empty piece": cut([0, 0], [1, -1]),
    "no pieces": volume((told) => {
      told.pieces = [];
      return [];
    }, /do not make its blob/),
    "a piece twice": cannotBe((told) => told.pieces.push(told.pieces[0]), /twice/),
    "beyond the end": cannotBe((told) => told.pieces[0].bytes += 1, /leads beyond/),
    "below zero": cannotBe((told) => told.pieces[0].offset = -1, /leads beyond/),
    "fractions": cannotBe((told) => told.pieces[0].offset = 0.5, /leads beyond/),
    "another's piece": cannotBe((told) => told.pieces[0].sha256 = "12".repeat(32), /not in the/),
    "another manifest": cannotBe(
      (told) => told.manifest_sha256 = "12".repeat(32),
      /another manifest/,
    ),
    "another form": cannotBe((told) => told.format = "x", /not of the form/),
    "a billion volumes": cannotBe((told) => told.of = 1e9, /has no number/),
    "no number": cannotBe((told) => told.volume = "1", /has no number/),
    "a number beyond": cannotBe((told) => told.volume = 2, /has no number/),
    "number 0": cannotBe((told) => told.volume = 0, /has no number/),
    "pieces that are none": cannotBe((told) => told.pieces = "x", /has no pieces/),
    "pieces of nothing": cannotBe((told) => told.pieces[0] = null, /not in the manifest/),
  });
  s.write("work/x.tar", volume((told) => void (told.of = 100_000), /x/)[0]);
  const run = await s.kas(["bundle", "import", "x.tar", "--into", "new"]);
  // All blobs are here: no other volume is needed.
  assert.equal(run.code, 0, run.stderr);
  s.write(
    "work/x.tar",
    volume((told, { manifest, blobs }) => {
      told.of = 100_000;
      told.pieces.pop();
      blobs.delete(manifest.blobs.at(-1).sha256);
    }, /x/)[0],
  );
  for (const args of [["import", "x.tar", "--into", "other"], ["verify", "x.tar"]]) {
    assertRefused(
      "many missing",
      await s.kas(["bundle", ...args]),
      /volumes 2, .*, and 99979 more/,
    );
  }
});
