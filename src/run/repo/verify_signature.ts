import { join } from "node:path";
import type { SignerEntry } from "../../config/config.ts";
import { badSigners, tagRenamed, untrusted } from "../../repo/errors.ts";
import { tagRevision } from "../../repo/git.ts";
import type { Repo } from "../../repo/repo.ts";
import {
  allowedSigners,
  groupFingerprint,
  readGpgStatus,
  readSshVerdict,
  type SshKey,
  tagObjectName,
} from "../../repo/signature.ts";
import { type KeySources, readGpgKeys, readSshKeys, type SigningKey } from "./signing_keys.ts";
import { Git } from "./git/git.ts";

/**
 * Checks that what is about to be checked out carries a signature of an allowed signer: the
 * tag, if the repository is pinned to an annotated one, else the commit.
 * @param commit the full id of what will be checked out
 * @throws UserError if it does not
 */
export async function verifySignature(
  sources: KeySources,
  repo: Repo,
  commit: string,
): Promise<void> {
  if (repo.allowedSigners === undefined) return;
  const { session } = sources.tools;
  const signers = findSigners(sources, repo);
  const home = session.host.makeTemporaryDirectory(undefined, "kas-keys-");
  try {
    const ssh = signers[0]![1].type === "ssh";
    const keys = ssh ? readSshKeys(sources, signers) : await readGpgKeys(sources, signers, home);
    const { object, verb } = await signedObject(sources, repo, commit);
    const output = await verify(sources, repo, keys, home, [verb, "--raw", object]);
    const check = output === undefined
      ? { kind: "bad" as const }
      : ssh
      ? readSshVerdict(output)
      : readGpgStatus(output);
    const key = check.kind === "good"
      ? keys.find((candidate) => candidate.fingerprint === check.fingerprint)
      : undefined;
    if (!key) {
      const by = check.kind === "good" ? check.fingerprint : undefined;
      throw untrusted(repo, `${verb.slice("verify-".length)} ${object}`, by);
    }
    session.log.info(`Repository ${repo.name} signature valid: ${describe(key)}`);
  } finally {
    await session.host.removeTree(home);
  }
}

function findSigners({ config }: KeySources, repo: Repo): [string, SignerEntry][] {
  if (repo.type !== "git") {
    throw badSigners(repo, "Only git repositories are supported for signatures");
  }
  const signers = repo.allowedSigners!.map((name): [string, SignerEntry] => {
    const entry = config.signers.get(name);
    if (!entry) throw badSigners(repo, `Allowed signer "${name}" not found in config`);
    return [name, entry];
  });
  if (new Set(signers.map(([, entry]) => entry.type)).size > 1) {
    throw badSigners(repo, "Mixed signer types are not supported");
  }
  return signers;
}

/** What carries the signature: an annotated tag has one of its own, for all that it names. */
async function signedObject(
  { tools }: KeySources,
  repo: Repo,
  commit: string,
): Promise<{ object: string; verb: "verify-tag" | "verify-commit" }> {
  const plain = { object: commit, verb: "verify-commit" } as const;
  if (repo.tag === null) return plain;
  const tag = tagRevision(repo.tag);
  const git = new Git(tools, repo.path);
  const object = await git.ask(["cat-file", "tag", tag]);
  if (object === undefined) return plain;
  const named = tagObjectName(object);
  // A server could offer an older, rightly signed tag under this name.
  if (`refs/tags/${named}` !== tag || await git.resolve(tag) !== commit) {
    throw tagRenamed(repo, named);
  }
  return { object: repo.tag, verb: "verify-tag" };
}

/** Runs git's check with these keys alone; undefined if git says no. */
async function verify(
  { tools }: KeySources,
  repo: Repo,
  keys: readonly SigningKey[],
  home: string,
  args: readonly string[],
): Promise<string | undefined> {
  const { session } = tools;
  const signersFile = join(home, "allowed_signers");
  const sshKeys = keys.filter((key) => key.type === "ssh").map((key) => key.key as SshKey);
  session.host.write(signersFile, allowedSigners(sshKeys), 0o600);
  const settings = [
    "gpg.program=gpg",
    "gpg.openpgp.program=gpg",
    "gpg.ssh.program=ssh-keygen",
    `gpg.ssh.allowedSignersFile=${signersFile}`,
    "gpg.ssh.revocationFile=",
    "gpg.minTrustLevel=undefined",
  ].flatMap((setting) => ["-c", setting]);
  const checked = await new Git(tools, repo.path).run([...settings, ...args], {
    env: { GNUPGHOME: home, GIT_NO_REPLACE_OBJECTS: "1", LC_ALL: "C" },
  });
  const output = `${checked.stderr}\n${checked.stdout}`;
  session.log.debug(`Signature verification output (${checked.status}):\n${output.trim()}`);
  return checked.status === 0 ? output : undefined;
}

function describe(key: SigningKey): string {
  if (key.type === "ssh") {
    return `Fingerprint ${key.fingerprint} (${key.key.type}) from "${key.key.comment}"`;
  }
  const names = key.key.userIds.map((name) => `"${name}"`).join(" aka ");
  return `Fingerprint ${groupFingerprint(key.fingerprint)} from ${names}`;
}
