// Signed bundles: of whom, and of what.
import assert from "node:assert/strict";
import {
  alone,
  assertNothingLeft,
  configure,
  create,
  gitEntry,
  importInto,
  manifestText,
  SITE,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, type Scene, scene } from "./harness.ts";
import { sh } from "./signing.ts";

function key(s: Scene, name: string): string {
  sh(s, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `${name}@x`, "-f", s.path(name)]);
  const [type, text] = s.read(`${name}.pub`).split(" ");
  s.write(`${name}.signers`, `${name}@x ${type} ${text}\n`);
  return s.path(name);
}

/** A bundle that is signed, and one that is not. */
async function signed(s: Scene): Promise<void> {
  sources(s);
  configure(s, { lib: gitEntry(s, "branch: main") });
  await succeeds(create(s, "signed.tar", ["--sign", key(s, "alice")]));
  await succeeds(create(s, "plain.tar"));
}

const by = (s: Scene, name: string) => ["--allowed-signers", s.path(`${name}.signers`)];

/** Replaces bytes in a file by as many others. */
function replace(s: Scene, file: string, to: string, from: string, by: string): void {
  assert.equal(from.length, by.length);
  const bytes = Deno.readFileSync(s.path(file));
  const text = new TextDecoder("latin1").decode(bytes);
  const at = text.indexOf(from);
  assert.ok(at > 0, from);
  bytes.set(new TextEncoder().encode(by), at);
  s.write(to, bytes);
}

/** Asserts that neither verify nor import takes a bundle, and that nothing is written. */
async function refused(s: Scene, file: string, args: string[], text: RegExp): Promise<void> {
  assertUserError(await s.kas(["bundle", "verify", s.path(file), ...args]), text);
  assertUserError(await importInto(s, [file], args), text);
  assert.ok(!s.exists(SITE));
  assertNothingLeft(s);
}

scene("a signature is of one of those who may, over all of the manifest", async (s) => {
  await signed(s);
  key(s, "mallory");
  const strict = [...by(s, "alice"), "--require-signature"];
  await refused(s, "plain.tar", by(s, "alice"), /plain\.tar is refused: it is not signed/);
  await refused(s, "plain.tar", strict, /plain\.tar is refused: it is not signed/);
  await refused(s, "signed.tar", by(s, "mallory"), /its signature is of nobody in .*mallory\.sig/);
  await refused(
    s,
    "signed.tar",
    ["--allowed-signers", s.path("none")],
    /no file of signers .*none/,
  );
  await refused(s, "signed.tar", ["--require-signature"], /by --allowed-signers FILE/);
  replace(s, "signed.tar", "changed.tar", '"depth": 0', '"depth": 1');
  await refused(s, "changed.tar", strict, /signature is of nobody in .*, or of something else/);

  // What is signed for something else, as a commit is, is not signed as a bundle.
  s.write("manifest.json", manifestText(s, "signed.tar"));
  sh(s, [
    "ssh-keygen",
    "-q",
    "-Y",
    "sign",
    "-n",
    "kas-bundlX",
    "-f",
    s.path("alice"),
    s.path("manifest.json"),
  ]);
  const armour = sh(s, ["tar", "-xOf", "signed.tar", "manifest.json.sig"]);
  replace(s, "signed.tar", "other.tar", armour, s.read("manifest.json.sig").trim());
  await refused(s, "other.tar", strict, /signature is of nobody in .*, or of something else/);

  const verified = await succeeds(s.kas(["bundle", "verify", s.path("signed.tar"), ...strict]));
  assert.match(verified.stderr, /signed\.tar is signed by alice@x$/m);
  const imported = await succeeds(importInto(s, ["signed.tar"], strict));
  assert.match(imported.stderr, /signed\.tar is signed by alice@x$/m);
  const unchecked = await succeeds(importInto(s, ["signed.tar"]));
  assert.match(unchecked.stderr, /is signed, which is not checked \(--allowed-signers\)/);
  await succeeds(alone(s, SITE, "checkout", "--skip", "setup_environ"));
});

scene("each volume is signed", async (s) => {
  sources(s);
  configure(s, { lib: gitEntry(s, "branch: main") });
  s.write("src/lib/large", crypto.getRandomValues(new Uint8Array(60_000)));
  s.write("src/lib/larger", crypto.getRandomValues(new Uint8Array(60_000)));
  s.commit("src/lib", {});
  await succeeds(create(s, "site.tar", ["--sign", key(s, "alice"), "--max-size", "100K"]));
  replace(s, "site.2.tar", "site.2.tar", "BEGIN SSH SIGNATURE", "BEGIN SSH SIGNATURF");
  assertUserError(
    await importInto(s, ["site.1.tar", "site.2.tar"], by(s, "alice")),
    /site\.2\.tar is refused/,
  );
  assert.ok(!s.exists(SITE));
});

scene("an agent has the key, and its public one is named; keys that do not sign", async (s) => {
  sources(s);
  configure(s, { lib: gitEntry(s, "branch: main") });
  const alice = key(s, "alice");
  const socket = s.path("agent");
  const agent = new Deno.Command("ssh-agent", {
    args: ["-D", "-a", socket],
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    for (let tries = 0; !s.exists("agent") && tries < 500; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    sh(s, ["ssh-add", "-q", alice], { SSH_AUTH_SOCK: socket });
    Deno.removeSync(alice);
    const args = ["--sign", `${alice}.pub`];
    await succeeds(create(s, "site.tar", args, { env: { SSH_AUTH_SOCK: socket } }));
    await succeeds(s.kas(["bundle", "verify", s.path("site.tar"), ...by(s, "alice")]));
    assertUserError(await create(s, "other.tar", args), /ssh-keygen cannot sign with .*alice\.pub/);
  } finally {
    agent.kill();
    await agent.status;
  }
  sh(s, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "a secret", "-f", s.path("locked")]);
  assertUserError(
    await create(s, "other.tar", ["--sign", s.path("locked")]),
    "A key with a passphrase must be in an ssh agent",
  );
  assertUserError(await create(s, "other.tar", ["--sign", s.path("none")]), "cannot sign with");
  assert.ok(!s.exists("other.tar"));
  assertNothingLeft(s);
});
