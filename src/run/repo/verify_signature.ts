import { join } from "node:path";
import type { SignerEntry } from "../../config/config.ts";
import {
  badSigners,
  lightweightTag,
  ONLY_GIT_SIGNS,
  signerUnknown,
  tagRenamed,
  untrusted,
} from "../../repo/errors.ts";
import { tagObjectArgs, tagRevision } from "../../repo/git.ts";
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
import type { Seal } from "./git/seal.ts";

/**
 * Checks that what is about to be checked out carries a signature of an allowed signer: the
 * tag, if the repository is pinned to an annotated one, else the commit.
 * @param seal what will be checked out
 * @throws UserError if it does not
 */
export async function verifySignature(
  sources: KeySources,
  repo: Repo,
  seal: Seal,
): Promise<void> {
  const { session } = sources.tools;
  const signers = findSigners(sources, repo);
  const home = session.temporary.make("keys");
  try {
    const ssh = signers[0]![1].type === "ssh";
    const keys = ssh ? readSshKeys(sources, signers) : await readGpgKeys(sources, signers, home);
    const { object, verb } = await signedObject(sources, repo, seal);
    const output = await verify(sources, seal, keys, home, [verb, "--raw", object]);
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
      const shown = verb === "verify-tag" ? `tag ${repo.tag}` : `commit ${object}`;
      throw untrusted(repo, shown, by);
    }
    session.log.info(`Repository ${repo.name} signature valid: ${describe(key)}`);
  } finally {
    await session.host.removeTree(home);
  }
}

function findSigners({ config }: KeySources, repo: Repo): [string, SignerEntry][] {
  if (repo.type !== "git") {
    throw badSigners(repo, ONLY_GIT_SIGNS);
  }
  const signers = repo.allowedSigners!.map((name): [string, SignerEntry] => {
    const entry = config.signers.get(name);
    if (!entry) throw signerUnknown(repo, name);
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
  seal: Seal,
): Promise<{ object: string; verb: "verify-tag" | "verify-commit" }> {
  const plain = { object: seal.commit, verb: "verify-commit" } as const;
  if (repo.tag === null) return plain;
  const git = new Git(tools, repo.path);
  const tag = await git.ask(tagObjectArgs(repo.tag));
  const object = tag === undefined ? undefined : await seal.git.ask(["cat-file", "tag", tag]);
  if (tag === undefined || object === undefined) {
    if (repo.commit === null) throw lightweightTag(repo);
    return plain;
  }
  const named = tagObjectName(object);
  // A server could offer an older, rightly signed tag under this name.
  if (
    `refs/tags/${named}` !== tagRevision(repo.tag) || await seal.git.resolve(tag) !== seal.commit
  ) {
    throw tagRenamed(repo, named);
  }
  return { object: tag, verb: "verify-tag" };
}

/** Runs git's check with these keys alone; undefined if git says no. */
async function verify(
  { tools }: KeySources,
  seal: Seal,
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
  const checked = await seal.git.run([...settings, ...args], {
    env: { GNUPGHOME: home, LC_ALL: "C" },
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
