// Keys, signed repositories and projects that ask for signatures.
import assert from "node:assert/strict";
import { assertUserError, type Outcome, project, type Scene } from "./harness.ts";

export function sh(s: Scene, argv: string[], env: Record<string, string> = {}): string {
  const output = new Deno.Command(argv[0]!, {
    args: argv.slice(1),
    cwd: s.root,
    env: { GNUPGHOME: s.path("gnupg"), ...env },
    stdin: "null",
  }).outputSync();
  const text = new TextDecoder();
  assert.equal(output.code, 0, `${argv.join(" ")}: ${text.decode(output.stderr)}`);
  return text.decode(output.stdout).trim();
}

/** Makes a GPG key and writes its public part into the project; returns the fingerprint. */
export function gpgKey(s: Scene, uid: string, file: string, expires = "0"): string {
  Deno.mkdirSync(s.path("gnupg"), { recursive: true, mode: 0o700 });
  const before = fingerprints(s);
  const batch = ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", uid];
  sh(s, [...batch, "ed25519", "sign", expires]);
  const fingerprint = fingerprints(s).find((known) => !before.includes(known))!;
  s.write(`work/proj/${file}`, `${sh(s, ["gpg", "--armor", "--export", fingerprint])}\n`);
  return fingerprint;
}

function fingerprints(s: Scene): string[] {
  return sh(s, ["gpg", "--list-keys", "--with-colons"]).split("\n")
    .filter((line) => line.startsWith("fpr:")).map((line) => line.split(":")[9]!);
}

export function sshKey(s: Scene, name: string): string {
  sh(s, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `${name}@x`, "-f", s.path(name)]);
  s.write(`work/proj/${name}.pub`, s.read(`${name}.pub`));
  return s.path(name);
}

/** A commit in `lib`, signed with the key; returns its id. */
export function signedCommit(s: Scene, key: string, text: string): string {
  if (!s.exists("lib")) s.repo("lib", { "meta/a": "unsigned\n" });
  s.write("lib/meta/a", text);
  const format = key.startsWith("/") ? "ssh" : "openpgp";
  const sign = ["-c", `gpg.format=${format}`, "-c", `user.signingkey=${key}`];
  sh(s, ["git", "-C", "lib", ...sign, "commit", "-q", "-a", `-S${key}`, "-m", text], IDENTITY);
  return s.git("lib", "rev-parse", "HEAD");
}

export const IDENTITY = {
  GIT_AUTHOR_NAME: "T",
  GIT_AUTHOR_EMAIL: "t@x",
  GIT_COMMITTER_NAME: "T",
  GIT_COMMITTER_EMAIL: "t@x",
};

export function configure(s: Scene, lines: string, signers: string, allowed = "alice"): void {
  s.write(
    "work/proj/kas.yml",
    project(
      `repos:\n  proj:\n    path: proj\n  lib:\n    url: ${s.path("lib")}\n    ${lines}\n` +
        `    signed: true\n    allowed_signers: [${allowed}]\nsigners:\n${signers}`,
    ),
  );
}

export const gpgSigner = (name: string, file: string) =>
  `  ${name}:\n    repo: proj\n    path: ${file}\n`;
export const sshSigner = (name: string, file: string) =>
  `  ${name}:\n    type: ssh\n    repo: proj\n    path: ${file}\n`;

export const checkout = (s: Scene, ...options: string[]): Promise<Outcome> =>
  s.kas(["checkout", "--skip", "setup_environ", ...options, "proj/kas.yml"]);

export async function refused(s: Scene, ...options: string[]): Promise<void> {
  assertUserError(
    await checkout(s, ...options),
    /proj\/kas\.yml:\d+:\d+: repos\.lib\.signed: Repository lib is not signed with a trusted key/,
  );
}

export function stopAgent(s: Scene): void {
  sh(s, ["gpgconf", "--kill", "all"]);
}
