import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Config, SignerEntry } from "../../config/config.ts";
import { badKey, keyNotCached } from "../../repo/errors.ts";
import type { Repo } from "../../repo/repo.ts";
import {
  type GpgKey,
  KEY_CACHE,
  parseGpgKeys,
  parseSshKeys,
  type SshKey,
} from "../../repo/signature.ts";
import { readInputText } from "../read_input.ts";
import { processesOf } from "../owned_directory.ts";
import type { Tools } from "../tools.ts";

/** Programs that gpg leaves running for further calls. */
const HELPERS = ["dirmngr", "gpg-agent", "keyboxd"];

/** A key that a signer has, with the fingerprint that signatures are compared by. */
export type SigningKey =
  | {
    readonly type: "gpg";
    readonly signer: string;
    readonly fingerprint: string;
    readonly key: GpgKey;
  }
  | {
    readonly type: "ssh";
    readonly signer: string;
    readonly fingerprint: string;
    readonly key: SshKey;
  };

/** Where the keys of a configuration's signers are looked for. */
export interface KeySources {
  readonly tools: Tools;
  readonly config: Config;
  /** Repositories by id, as far as they are on disk. */
  readonly repos: ReadonlyMap<string, Repo>;
}

/** Runs gpg in a home directory of its own, without a terminal or a user's configuration. */
export function gpg(
  { tools }: Pick<KeySources, "tools">,
  home: string,
  args: readonly string[],
  stdin?: string,
) {
  const argv = ["gpg", "--homedir", home, "--batch", "--no-tty", ...args];
  return tools.run(argv, tools.session.settings.workDir, {
    env: { LC_ALL: "C" },
    ...(stdin === undefined ? {} : { stdin }),
  });
}

/** The keys of signers, read anew: what an earlier run had imported counts for nothing. */
export async function readGpgKeys(
  sources: KeySources,
  signers: readonly (readonly [string, SignerEntry])[],
  home: string,
): Promise<SigningKey[]> {
  const keys: SigningKey[] = [];
  for (const [signer, entry] of signers) {
    const text = entry.path === undefined
      ? await serverKey(sources, signer, entry)
      : readKeyFile(sources, signer, entry);
    keys.push(await importKey(sources, signer, entry, text, home));
  }
  return keys;
}

async function importKey(
  sources: KeySources,
  signer: string,
  entry: SignerEntry,
  text: string,
  home: string,
): Promise<SigningKey> {
  const listed = await gpg(sources, home, ["--with-colons", "--show-keys"], text);
  const [key, second] = parseGpgKeys(listed.stdout);
  if (!key) throw badKey(signer, "No keys imported");
  if (second) throw badKey(signer, "Multiple keys imported");
  const wanted = entry.fingerprint?.toUpperCase();
  if (wanted !== undefined && key.fingerprint !== wanted) {
    throw badKey(
      signer,
      `Fingerprints do not match: Key has "${key.fingerprint}". Expected "${wanted}".`,
    );
  }
  const now = sources.tools.session.host.now().getTime() / 1000;
  if (key.revoked || (key.expires ?? Infinity) < now) {
    throw badKey(signer, `the key ${key.fingerprint} is expired or revoked`);
  }
  const imported = await gpg(sources, home, ["--import"], text);
  if (imported.status !== 0) throw badKey(signer, imported.stderr.trim());
  const { session } = sources.tools;
  session.log.debug(`Imported key "${signer}" with fingerprint "${key.fingerprint}"`);
  return { type: "gpg", signer, fingerprint: key.fingerprint, key };
}

/** A key from its server, or from the cache; a full fingerprint names one key and no other. */
async function serverKey(
  sources: KeySources,
  signer: string,
  entry: SignerEntry,
): Promise<string> {
  const { session } = sources.tools;
  const cache = join(session.settings.workDir, KEY_CACHE);
  const fingerprint = entry.fingerprint!;
  if (!/^[0-9A-Fa-f]{40}$/.test(fingerprint)) {
    throw badKey(signer, `"${fingerprint}" is no fingerprint of a GPG key`);
  }
  const { source, offline } = session.options;
  if (source !== "fetched" || offline) return await cachedKey(sources, signer, entry, cache);
  session.host.makeDirectory(cache, 0o700);
  session.host.changeMode(cache, 0o700);
  const exported = async () =>
    (await gpg(sources, cache, ["--armor", "--export", fingerprint])).stdout;
  const cached = await exported();
  if (cached !== "") {
    session.log.debug(
      `Key "${signer}" with fingerprint "${fingerprint}" already cached, skipping download`,
    );
    return cached;
  }
  const server = entry.keyserver!;
  if (/\s/.test(server)) throw badKey(signer, `"${server}" is no address of a key server`);
  const directory = session.temporary.make("keyserver");
  try {
    // The address may have a login, which everybody could read in a command line.
    const options = join(directory, "gpg.conf");
    session.host.write(options, `keyserver ${server}\n`, 0o600);
    const received = await gpg(sources, cache, ["--options", options, "--recv-keys", fingerprint]);
    if (received.status !== 0) {
      throw badKey(signer, `${server}: ${received.stderr.trim().split("\n").at(-1)}`);
    }
    return await exported();
  } finally {
    await session.host.removeTree(directory);
    // The network helper would stay behind, with the directory; and it waits for its servers.
    await sources.tools.cleanUp(["gpgconf", "--homedir", cache, "--kill", "all"]);
    for (const pid of processesOf(session.host, HELPERS, cache)) session.host.kill(pid);
  }
}

/** A key that an earlier run has got. Looked at in a copy: gpg writes where it reads. */
async function cachedKey(
  sources: KeySources,
  signer: string,
  { fingerprint, keyserver }: SignerEntry,
  cache: string,
): Promise<string> {
  const { host, temporary, options } = sources.tools.session;
  const copy = temporary.make("keyring");
  try {
    const ring = join(cache, "pubring.kbx");
    if (host.stat(ring)) host.copyFile(ring, join(copy, "pubring.kbx"));
    const { stdout } = await gpg(sources, copy, ["--armor", "--export", fingerprint!]);
    if (stdout === "") throw keyNotCached(signer, keyserver!, options.offline);
    return stdout;
  } finally {
    await host.removeTree(copy);
  }
}

/** The SSH keys of signers. */
export function readSshKeys(
  sources: KeySources,
  signers: readonly (readonly [string, SignerEntry])[],
): SigningKey[] {
  return signers.map(([signer, entry]) => {
    const [key, second] = parseSshKeys(readKeyFile(sources, signer, entry));
    if (!key) throw badKey(signer, "No keys imported");
    if (second) throw badKey(signer, "Multiple keys imported");
    const blob = decodeBlob(key);
    if (!blob) {
      throw badKey(signer, `"${key.type}" and what follows is no SSH public key`);
    }
    // As ssh-keygen -l shows it: SHA-256, base64 without padding.
    const digest = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
    const fingerprint = `SHA256:${digest}`;
    if (entry.fingerprint !== undefined && entry.fingerprint !== fingerprint) {
      throw badKey(
        signer,
        `Fingerprints do not match: Key has "${fingerprint}". Expected "${entry.fingerprint}".`,
      );
    }
    return { type: "ssh", signer, fingerprint, key };
  });
}

const SSH_KEY_TYPES =
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9-]+@openssh\.com)$/;

/** The key's bytes, which start with their type (RFC 4253, section 6.6). */
function decodeBlob({ type, data }: SshKey): Uint8Array | undefined {
  if (!SSH_KEY_TYPES.test(type) || !/^[A-Za-z0-9+/]+=*$/.test(data)) return undefined;
  const blob = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const length = new DataView(blob.buffer).getUint32(0);
  const named = new TextDecoder().decode(blob.subarray(4, 4 + length));
  return named === type ? blob : undefined;
}

/** A key file must lie in the repository that is named for it: a link out of it is not followed. */
function readKeyFile({ tools, repos }: KeySources, signer: string, entry: SignerEntry): string {
  const { host } = tools.session;
  const repo = repos.get(entry.repo!);
  if (!repo) throw badKey(signer, `repository "${entry.repo}" is not in the configuration`);
  const path = join(repo.path, entry.path!);
  const root = host.realPath(repo.path);
  if (host.stat(path)?.kind !== "file") {
    throw badKey(signer, `there is no key file ${path} (repository "${entry.repo}")`);
  }
  if (!host.realPath(path).startsWith(`${root}/`)) {
    throw badKey(signer, `${path} leads out of repository "${entry.repo}"`);
  }
  return readInputText(host, path)!;
}
