import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { configError, type SignerEntry } from "../../config/config.ts";
import { resolveArgs, tagRevision } from "../../repo/git.ts";
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
import { git } from "../tools.ts";

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
  const { session } = sources;
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
      const by = check.kind === "good" ? `: it is signed with ${check.fingerprint}` : "";
      throw configError(
        sources.config,
        ["repos", repo.id, "signed"],
        `Repository ${repo.name} is not signed with a trusted key${by}. ` +
          `(${verb.slice("verify-".length)} ${object})`,
      );
    }
    session.log.info(`Repository ${repo.name} signature valid: ${describe(key)}`);
  } finally {
    await session.host.removeTree(home);
  }
}

/** Nothing but what was signed may be built: a changed work tree is refused. */
export function refuseChanges(repo: Repo, changes: readonly string[]): void {
  if (repo.allowedSigners === undefined || changes.length === 0) return;
  const more = changes.length > 10 ? `, and ${changes.length - 10} more` : "";
  throw new UserError(
    `Repository ${repo.name} is signed, but ${repo.path} has changes that are not: ` +
      `${changes.slice(0, 10).join(", ")}${more}; remove them, or check out with --force-checkout`,
  );
}

function findSigners({ config }: KeySources, repo: Repo): [string, SignerEntry][] {
  const place = ["repos", repo.id, "allowed_signers"];
  const fail = (message: string) =>
    configError(config, place, `Repository ${repo.name}: ${message}`);
  if (repo.type !== "git") throw fail("Only git repositories are supported for signatures");
  const signers = repo.allowedSigners!.map((name): [string, SignerEntry] => {
    const entry = config.signers.get(name);
    if (!entry) throw fail(`Allowed signer "${name}" not found in config`);
    return [name, entry];
  });
  if (new Set(signers.map(([, entry]) => entry.type)).size > 1) {
    throw fail("Mixed signer types are not supported");
  }
  return signers;
}

/** What carries the signature: an annotated tag has one of its own, for all that it names. */
async function signedObject(
  { session, environment, config }: KeySources,
  repo: Repo,
  commit: string,
): Promise<{ object: string; verb: "verify-tag" | "verify-commit" }> {
  const plain = { object: commit, verb: "verify-commit" } as const;
  if (repo.tag === null) return plain;
  const tag = tagRevision(repo.tag);
  const run = (args: string[]) => git(session, environment, repo.path, args);
  const object = await run(["cat-file", "tag", tag]);
  if (object.status !== 0) return plain;
  const named = tagObjectName(object.stdout);
  const target = await run(resolveArgs(tag));
  // A server could offer an older, rightly signed tag under this name.
  if (`refs/tags/${named}` !== tag || target.stdout.trim() !== commit) {
    throw configError(
      config,
      ["repos", repo.id, "tag"],
      `Repository ${repo.name}: tag "${repo.tag}" is not what it says: its object is tag "${named}"`,
    );
  }
  return { object: repo.tag, verb: "verify-tag" };
}

/** Runs git's check with these keys alone; undefined if git says no. */
async function verify(
  { session, environment }: KeySources,
  repo: Repo,
  keys: readonly SigningKey[],
  home: string,
  args: readonly string[],
): Promise<string | undefined> {
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
  const checked = await git(session, environment, repo.path, [...settings, ...args], {
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
