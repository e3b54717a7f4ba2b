// Repositories that must be signed: rightly signed ones, and the attacks on them.
import assert from "node:assert/strict";
import { assertUserError, project, scene } from "./harness.ts";
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

scene("signatures, GPG: commit and tag, several signers; another's key is refused", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const bob = gpgKey(s, "Bob <bob@x>", "bob.asc");
  const commit = signedCommit(s, alice, "by alice\n");
  configure(s, `commit: ${commit}`, gpgSigner("alice", "alice.asc"));
  const good = await checkout(s);
  assert.equal(good.code, 0, good.stderr);
  const shown = alice.replace(/(.{4})(?=.)/g, "$1 ");
  assert.ok(
    good.stderr.includes(
      `Repository lib signature valid: Fingerprint ${shown} from "Alice <alice@x>"`,
    ),
    good.stderr,
  );
  const both = gpgSigner("alice", "alice.asc") + gpgSigner("bob", "bob.asc");
  configure(s, `commit: ${commit}`, both, "bob, alice");
  assert.equal((await checkout(s)).code, 0);
  configure(s, `commit: ${commit}`, both, "bob");
  await refused(s);
  configure(s, `commit: ${s.git("lib", "rev-parse", "HEAD~1")}`, both, "bob, alice");
  await refused(s);

  sh(s, ["git", "-C", "lib", "tag", "-s", "-u", bob, "-m", "v1", "v1"], IDENTITY);
  configure(s, "tag: v1", both, "bob");
  assert.equal((await checkout(s, "--update")).code, 0);
  configure(s, "tag: v1", both, "alice");
  await refused(s);
  // An attacker's server offers the old, rightly signed tag under a new name.
  s.git("lib", "update-ref", "refs/tags/v2", s.git("lib", "rev-parse", "v1"));
  configure(s, "tag: v2", both, "bob");
  assertUserError(await checkout(s), /tag "v2" is not what it says: its object is tag "v1"/);
  stopAgent(s);
});

scene("signatures, GPG: expired, several and wrong keys in a file", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const commit = signedCommit(s, alice, "x\n");
  const old = gpgKey(s, "Old <old@x>", "old.asc", "seconds=1");
  s.write("work/proj/two.asc", `${sh(s, ["gpg", "--armor", "--export", alice, old])}\n`);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const fails = async (signer: string, text: RegExp) => {
    configure(s, `commit: ${commit}`, signer);
    assertUserError(await checkout(s), text);
  };
  await fails(gpgSigner("alice", "old.asc"), /Could not import key "alice": .* is expired/);
  await fails(gpgSigner("alice", "two.asc"), /Could not import key "alice": Multiple keys/);
  await fails(gpgSigner("alice", "none.asc"), /Could not import key "alice": there is no key file/);
  await fails(gpgSigner("alice", "kas.yml"), /Could not import key "alice": No keys imported/);
  const pinned = `${gpgSigner("alice", "alice.asc")}    fingerprint: ${old}\n`;
  await fails(pinned, new RegExp(`Fingerprints do not match: Key has "${alice}"`));
  await fails(gpgSigner("bob", "alice.asc"), /Allowed signer "alice" not found in config/);
  stopAgent(s);
});

scene("signatures, GPG: a key from a key server, and from the cache without it", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const commit = signedCommit(s, alice, "x\n");
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    asked++;
    assert.match(new URL(request.url).searchParams.get("search") ?? "", new RegExp(alice, "i"));
    return new Response(s.read("work/proj/alice.asc"));
  });
  const keyserver = `hkp://127.0.0.1:${(server.addr as Deno.NetAddr).port}`;
  configure(
    s,
    `commit: ${commit}`,
    `  alice:\n    fingerprint: ${alice}\n    gpg_keyserver: ${keyserver}\n`,
  );
  const fetched = await checkout(s);
  assert.equal(fetched.code, 0, fetched.stderr);
  assert.equal(asked, 1);
  await server.shutdown();
  assert.equal((await checkout(s)).code, 0, "the cached key");
  assert.equal(Deno.statSync(s.path("work/.kas_gnupg")).mode! & 0o777, 0o700);
  await Deno.remove(s.path("work/.kas_gnupg"), { recursive: true });
  assertUserError(await checkout(s), /Could not import key "alice": hkp:\/\/127\.0\.0\.1/);
  stopAgent(s);
});

scene("signatures, SSH: commit and tag; fingerprints; another's key is refused", async (s) => {
  const alice = sshKey(s, "alice");
  sshKey(s, "bob");
  const commit = signedCommit(s, alice, "by alice\n");
  const fingerprint = sh(s, ["ssh-keygen", "-lf", alice]).split(" ")[1]!;
  const pinned = (print: string) => `${sshSigner("alice", "alice.pub")}    fingerprint: ${print}\n`;
  configure(s, `commit: ${commit}`, pinned(fingerprint));
  const good = await checkout(s);
  assert.equal(good.code, 0, good.stderr);
  assert.ok(
    good.stderr.includes(
      `signature valid: Fingerprint ${fingerprint} (ssh-ed25519) from "alice@x"`,
    ),
    good.stderr,
  );
  configure(s, `commit: ${commit}`, pinned(`SHA256:${"A".repeat(43)}`));
  assertUserError(await checkout(s), /Fingerprints do not match/);
  configure(s, `commit: ${commit}`, sshSigner("alice", "bob.pub"));
  await refused(s);
  const tag = ["-c", "gpg.format=ssh", "tag", "-s", "-u", alice, "-m", "v1", "v1"];
  sh(s, ["git", "-C", "lib", ...tag], IDENTITY);
  configure(s, "tag: v1", sshSigner("alice", "alice.pub"));
  assert.equal((await checkout(s, "--update")).code, 0);
});

scene("attack: an SSH signer is asked for, a configured GPG key has signed", async (s) => {
  const mallory = gpgKey(s, "Mallory <m@x>", "mallory.asc");
  sshKey(s, "alice");
  const commit = signedCommit(s, mallory, "by mallory\n");
  const signers = sshSigner("alice", "alice.pub") + gpgSigner("mallory", "mallory.asc");
  configure(s, `commit: ${commit}`, signers);
  await refused(s);
  configure(s, `commit: ${commit}`, signers, "alice, mallory");
  assertUserError(await checkout(s), /Mixed signer types are not supported/);
  stopAgent(s);
});

scene("attack: a user id that looks like gpg's own status", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const forged = `M VALIDSIG ${alice} 2024-01-01 0 0 4 0 22 8 00 ${alice}`;
  const mallory = gpgKey(s, forged, "mallory.asc");
  const commit = signedCommit(s, mallory, "by mallory\n");
  const signers = gpgSigner("alice", "alice.asc") + gpgSigner("mallory", "mallory.asc");
  configure(s, `commit: ${commit}`, signers);
  await refused(s);
  stopAgent(s);
});

scene("attack: a branch named like an upper-case commit id", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const good = signedCommit(s, alice, "good\n");
  const evil = s.commit("lib", { "meta/a": "evil\n" });
  s.git("lib", "branch", good.toUpperCase(), evil);
  configure(s, `commit: ${good.toUpperCase()}`, gpgSigner("alice", "alice.asc"));
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/lib/meta/a"), "good\n");
  stopAgent(s);
});

scene("attack: a changed work tree of a signed repository", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const commit = signedCommit(s, alice, "good\n");
  configure(s, `commit: ${commit}`, gpgSigner("alice", "alice.asc"));
  assert.equal((await checkout(s)).code, 0);
  s.write("work/lib/meta/a", "evil\n");
  assertUserError(await checkout(s), /Repository lib is signed, but .* meta\/a; remove them/);
  const forced = await checkout(s, "--force-checkout");
  assert.equal(forced.code, 0, forced.stderr);
  assert.equal(s.read("work/lib/meta/a"), "good\n");
  s.write("work/lib/meta/new.bbappend", "evil\n");
  assertUserError(
    await checkout(s, "--force-checkout"),
    /changes that are not: meta\/new\.bbappend/,
  );
  stopAgent(s);
});

scene("attack: the key behind a signer's name is swapped between two runs", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const commit = signedCommit(s, alice, "by alice\n");
  configure(s, `commit: ${commit}`, gpgSigner("alice", "alice.asc"));
  assert.equal((await checkout(s)).code, 0);
  // The old key was compromised and replaced: what it signed counts no more.
  gpgKey(s, "Alice <new@x>", "alice.asc");
  await refused(s);
  stopAgent(s);
});

scene("attack: a key file that is a link out of its repository", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const commit = signedCommit(s, alice, "x\n");
  Deno.renameSync(s.path("work/proj/alice.asc"), s.path("work/outside.asc"));
  Deno.symlinkSync("../outside.asc", s.path("work/proj/alice.asc"));
  configure(s, `commit: ${commit}`, gpgSigner("alice", "alice.asc"));
  assertUserError(
    await checkout(s),
    /Could not import key "alice": .* leads out of repository "proj"/,
  );
  stopAgent(s);
});

scene(
  "signatures: checked in the include loop, before a file of the repository is read",
  async (s) => {
    gpgKey(s, "Alice <alice@x>", "alice.asc");
    s.repo("lib", { "inc.yml": project("machine: evil\n") });
    const unsigned = s.git("lib", "rev-parse", "HEAD");
    configure(s, `commit: ${unsigned}`, gpgSigner("alice", "alice.asc"));
    const text = s.read("work/proj/kas.yml").replace(
      "version: 16\n",
      "version: 16\n  includes:\n    - repo: lib\n      file: inc.yml\n",
    );
    s.write("work/proj/kas.yml", text);
    await refused(s);
    assert.equal(s.exists("work/lib/inc.yml"), false);
    stopAgent(s);
  },
);

scene("signatures: of local repositories, and where nothing is pinned", async (s) => {
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  signedCommit(s, alice, "good\n");
  s.git("", "clone", "-q", "lib", "work/lib");
  const text = () => s.read("work/proj/kas.yml");
  configure(s, "path: lib", gpgSigner("alice", "alice.asc"));
  s.write("work/proj/kas.yml", text().replace(/ +url: .*\n/, ""));
  const local = await checkout(s);
  assert.equal(local.code, 0, local.stderr);
  assert.match(local.stderr, /Repository lib signature valid/);
  s.write("work/lib/meta/a", "evil\n");
  assertUserError(await checkout(s), /Repository lib is signed, but .* meta\/a/);
  s.commit("work/lib", {});
  await refused(s);

  configure(s, "branch: main", gpgSigner("alice", "alice.asc"));
  s.write("work/proj/kas.yml", `${text()}overrides:\n  repos:\n    lib:\n      branch: null\n`);
  assertUserError(await checkout(s), /no commit, tag or branch says what is to be checked/);
  stopAgent(s);
});
