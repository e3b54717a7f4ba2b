// Signed repositories whose clone, reference directory or key somebody else has written to.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { assertUserError, type Scene, scene } from "./harness.ts";
import {
  checkout,
  configure,
  gpgKey,
  gpgSigner,
  IDENTITY,
  refused,
  sh,
  signedCommit,
  sshKey,
  sshSigner,
  stopAgent,
} from "./signing.ts";

/** A clone of a repository with a signed commit, checked out; returns the commit. */
async function signedClone(s: Scene, files: Record<string, string> = {}): Promise<string> {
  const key = sshKey(s, "alice");
  s.repo("lib", { "meta/a": "unsigned\n", ...files });
  const commit = signedCommit(s, key, "good\n");
  configure(s, `commit: ${commit}`, sshSigner("alice", "alice.pub"));
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  return commit;
}

const CHANGED = /Repository lib is signed, but .* has changes that are not: /;
const FOREIGN = /Repository lib is signed, but .* settings that could start programs or hide/;

scene("attack: bits in the index hide a change", async (s) => {
  await signedClone(s);
  for (const bit of ["--skip-worktree", "--assume-unchanged"]) {
    s.git("work/lib", "update-index", bit, "meta/a");
    s.write("work/lib/meta/a", "evil\n");
    assert.equal(s.git("work/lib", "status", "--porcelain"), "");
    assertUserError(await checkout(s), CHANGED);
    s.git("work/lib", "update-index", bit.replace("--", "--no-"), "meta/a");
    s.write("work/lib/meta/a", "good\n");
    assert.equal((await checkout(s)).code, 0);
  }
});

scene(
  "attack: ignored files, by .gitignore, .git/info/exclude and the user's own list",
  async (s) => {
    await signedClone(s, { ".gitignore": "*.bbappend\n" });
    const hide: Record<string, () => void> = {
      "meta/x.bbappend": () => {},
      "meta/y.bb": () => s.write("work/lib/.git/info/exclude", "y.bb\n"),
      "meta/z.bb": () => s.write(".config/git/ignore", "z.bb\n"),
    };
    for (const [file, prepare] of Object.entries(hide)) {
      prepare();
      s.write(`work/lib/${file}`, "evil\n");
      assertUserError(await checkout(s), CHANGED);
      await Deno.remove(s.path("work/lib", file));
    }
    s.write("gitconfig", "[core]\n\texcludesFile = /tmp/kas-no-such-file\n");
    assert.equal((await checkout(s)).code, 0);
  },
);

scene(
  "attack: settings of the clone hide a change, or start programs before it is checked",
  async (s) => {
    await signedClone(s);
    const script = s.write("evil.sh", `#!/bin/sh\ntouch ${s.path("pwned")}\n`, 0o755);
    s.write("hooks/post-checkout", `#!/bin/sh\ntouch ${s.path("pwned")}\n`, 0o755);
    const settings: [string, string][] = [
      ["core.worktree", s.path("elsewhere")],
      ["core.fsmonitor", script],
      ["core.hooksPath", s.path("hooks")],
      ["core.sshCommand", script],
      ["core.attributesFile", s.path("attributes")],
      ["core.excludesFile", s.path("excludes")],
      ["core.gitProxy", script],
      ["remote.origin.uploadpack", script],
      ["remote.origin.vcs", "evil"],
      ["filter.evil.clean", script],
      ["filter.evil.smudge", script],
      ["diff.evil.textconv", script],
      ["gpg.program", script],
      ["credential.helper", script],
      ["include.path", s.path("gitconfig")],
      ["url./elsewhere.insteadOf", s.path("lib")],
      ["extensions.worktreeConfig", "true"],
    ];
    Deno.mkdirSync(s.path("elsewhere"));
    for (const [key, value] of settings) {
      sh(s, ["git", "config", "--file", "work/lib/.git/config", key, value]);
      const run = await checkout(s, "--update");
      assert.equal(run.code, 2, `${key}: ${run.stderr}`);
      assertUserError(run, FOREIGN);
      sh(s, ["git", "config", "--file", "work/lib/.git/config", "--unset-all", key]);
      sh(s, ["sed", "-i", "/^\\[filter\\|^\\[diff\\|^\\[include/d", "work/lib/.git/config"]);
    }
    s.write("work/lib/.git/info/attributes", "* filter=evil\n");
    assertUserError(await checkout(s), FOREIGN);
    await Deno.remove(s.path("work/lib/.git/info/attributes"));
    assert.equal((await checkout(s)).code, 0);
    assert.equal(s.exists("pwned"), false);
  },
);

scene("attack: modes, replaced and grafted objects", async (s) => {
  const commit = await signedClone(s);
  s.git("work/lib", "config", "core.fileMode", "false");
  Deno.chmodSync(s.path("work/lib/meta/a"), 0o755);
  assertUserError(await checkout(s), CHANGED);
  Deno.chmodSync(s.path("work/lib/meta/a"), 0o644);
  assert.equal((await checkout(s)).code, 0);

  const blob = s.git("work/lib", "rev-parse", "HEAD:meta/a");
  s.write("evil", "evil\n");
  const evil = s.git("work/lib", "hash-object", "-w", s.path("evil"));
  s.git("work/lib", "replace", blob, evil);
  s.write("work/lib/meta/a", "evil\n");
  assertUserError(await checkout(s), CHANGED);
  s.git("work/lib", "replace", "-d", blob);
  s.write("work/lib/meta/a", "good\n");
  s.write("work/lib/.git/info/grafts", `${commit}\n`);
  const grafted = await checkout(s);
  assert.ok(grafted.code === 0 || grafted.code === 2, grafted.stderr);
  assert.equal(s.read("work/lib/meta/a"), "good\n");
});

/** Where the clone's copy in KAS_REPO_REF_DIR is. */
const reference = (s: Scene) => join("refs", s.path("lib").replace(/[@:/*]/g, "."));

/** A pack with one object, whose index gives it another id than its content has. */
function forgedPack(s: Scene, directory: string, id: string, content: string): void {
  s.write("content", content);
  const real = s.git(directory, "hash-object", "-w", s.path("content"));
  s.write("list", `${real}\n`);
  sh(s, ["sh", "-c", `git -C ${directory} pack-objects -q objects/pack/pack < list`]);
  for (const { name } of Deno.readDirSync(s.path(directory, "objects/pack"))) {
    if (!name.endsWith(".idx")) continue;
    const file = s.path(directory, "objects/pack", name);
    const bytes = Deno.readFileSync(file);
    const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (two) => parseInt(two, 16));
    const table = 8 + 256 * 4;
    const found = hex(real).every((byte, index) => bytes[table + index] === byte);
    if (!found || bytes.length !== table + 20 + 4 + 4 + 40) continue;
    const view = new DataView(bytes.buffer);
    for (let first = 0; first < 256; first++) {
      view.setUint32(8 + first * 4, first >= parseInt(id.slice(0, 2), 16) ? 1 : 0);
    }
    bytes.set(hex(id), table);
    const sum = createHash("sha1").update(bytes.subarray(0, -20)).digest();
    bytes.set(sum, bytes.length - 20);
    Deno.chmodSync(file, 0o644);
    Deno.writeFileSync(file, bytes);
  }
}

for (const kind of ["loose", "packed"] as const) {
  scene(`attack: a ${kind} object of the reference directory with other content`, async (s) => {
    const key = sshKey(s, "alice");
    const commit = signedCommit(s, key, "good\n");
    const blob = s.git("lib", "rev-parse", `${commit}:meta/a`);
    const there = reference(s);
    Deno.mkdirSync(s.path("refs"));
    s.git("", "clone", "-q", "--bare", "lib", there);
    const object = join(there, "objects", blob.slice(0, 2), blob.slice(2));
    if (s.exists(object)) await Deno.remove(s.path(object));
    if (kind === "loose") s.write(object, new Uint8Array(deflateSync("blob 5\0evil\n")));
    else forgedPack(s, there, blob, "evil\n");
    assert.equal(s.git(there, "cat-file", "blob", blob), "evil");
    configure(s, `commit: ${commit}`, sshSigner("alice", "alice.pub"));
    const run = () =>
      s.kas(["checkout", "--skip", "setup_environ", "proj/kas.yml"], {
        KAS_REPO_REF_DIR: s.path("refs"),
      });
    const text = s.read("work/proj/kas.yml");
    // A clone of a path has all objects itself, too.
    for (const url of [s.path("lib"), `file://${s.path("lib")}`]) {
      s.write("work/proj/kas.yml", text.replace(s.path("lib"), url));
      for (const _ of [1, 2]) {
        assertUserError(await run(), /are not what their ids say|has changes that are not: meta/);
      }
      await Deno.remove(s.path("work/lib"), { recursive: true });
    }
  });
}

scene("attack: a lightweight tag on an old, signed commit", async (s) => {
  const key = sshKey(s, "alice");
  const old = signedCommit(s, key, "old\n");
  signedCommit(s, key, "new\n");
  s.git("lib", "tag", "v2", old);
  configure(s, "tag: v2", sshSigner("alice", "alice.pub"));
  assertUserError(await checkout(s), /tag "v2" is not an annotated one/);
  configure(s, `tag: v2\n    commit: ${old}`, sshSigner("alice", "alice.pub"));
  assert.equal((await checkout(s)).code, 0);
});

scene("attack: a beginning of a commit's id that is a tag or branch, too", async (s) => {
  const key = sshKey(s, "alice");
  const good = signedCommit(s, key, "good\n");
  const old = s.git("lib", "rev-parse", "HEAD~1");
  const start = good.slice(0, 10);
  for (const kind of ["tag", "branch"]) {
    s.git("lib", kind, start, old);
    configure(s, `commit: ${start}`, sshSigner("alice", "alice.pub"));
    const run = await checkout(s);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(s.git("work/lib", "rev-parse", "HEAD"), good);
    await Deno.remove(s.path("work/lib"), { recursive: true });
    s.git("lib", kind, "-d", ...(kind === "branch" ? ["-f"] : []), start);
  }
});

scene(
  "signatures: a signer who is not allowed any more; Python's caches are no change",
  async (s) => {
    const commit = await signedClone(s, { "lib/x.py": "x = 1\n" });
    s.write("work/lib/lib/__pycache__/x.cpython-311.pyc", "evil");
    const cached = await checkout(s);
    assert.equal(cached.code, 0, cached.stderr);
    assert.equal(s.exists("work/lib/lib/__pycache__/x.cpython-311.pyc"), false);
    sshKey(s, "bob");
    const both = sshSigner("alice", "alice.pub") + sshSigner("bob", "bob.pub");
    configure(s, `commit: ${commit}`, both, "bob");
    await refused(s);
  },
);

scene("signatures, GPG: by a sub-key; a revoked sub-key, a revoked key", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  sh(s, ["gpg", "--batch", "--passphrase", "", "--quick-add-key", alice, "ed25519", "sign"]);
  const listing = sh(s, ["gpg", "--list-keys", "--with-colons", alice]).split("\n");
  const sub = listing.filter((line) => line.startsWith("fpr:")).at(-1)!.split(":")[9]!;
  s.repo("lib", { "meta/a": "x\n" });
  const sign = ["-c", `user.signingkey=${sub}!`, "commit", "-q", "--allow-empty", `-S${sub}!`];
  sh(s, ["git", "-C", "lib", ...sign, "-m", "by the sub-key"], IDENTITY);
  const commit = s.git("lib", "rev-parse", "HEAD");
  const exportKey = () =>
    s.write("work/proj/alice.asc", `${sh(s, ["gpg", "--armor", "--export", alice])}\n`);
  exportKey();
  configure(s, `commit: ${commit}`, gpgSigner("alice", "alice.asc"));
  const good = await checkout(s);
  assert.equal(good.code, 0, good.stderr);

  const words = "key 1\\nrevkey\\ny\\n1\\n\\ny\\nsave\\n";
  const edit =
    `gpg --no-tty --command-fd 0 --status-fd 2 --pinentry-mode loopback --passphrase '' --edit-key ${alice}`;
  sh(s, ["sh", "-c", `printf '${words}' | ${edit}`]);
  exportKey();
  await refused(s);

  const revocation = s.read(`gnupg/openpgp-revocs.d/${alice}.rev`).replace(/^:/m, "");
  s.write("revocation", revocation);
  sh(s, ["gpg", "--batch", "--import", "revocation"]);
  exportKey();
  assertUserError(await checkout(s), /Could not import key "alice": .* is expired or revoked/);
  stopAgent(s);
});

scene("signatures, GPG: a key that expired after it has signed", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc", "seconds=4");
  const commit = signedCommit(s, alice, "x\n");
  configure(s, `commit: ${commit}`, gpgSigner("alice", "alice.asc"));
  await new Promise((resolve) => setTimeout(resolve, 4500));
  assertUserError(await checkout(s), /Could not import key "alice": .* is expired/);
  stopAgent(s);
});
