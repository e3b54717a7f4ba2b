/**
 * Keys from key servers are kept here, in the work directory, so that a build does without the
 * server.
 */
export const KEY_CACHE = ".kas_gnupg";

/** How the check of one signature ended. */
export type SignatureCheck =
  /** A good signature by this key: the fingerprint of the primary key, or SHA256:… for SSH. */
  | { readonly kind: "good"; readonly fingerprint: string }
  | { readonly kind: "bad" };

/**
 * Reads what gpg told while git checked a signature (gnupg's doc/DETAILS, "Format of the
 * --status-fd output"). Only whole status lines count, by their fields: a user id may
 * contain any text. One signature, good and not expired or revoked, or it is bad.
 */
export function readGpgStatus(output: string): SignatureCheck {
  const records = output.split("\n")
    .filter((line) => line.startsWith("[GNUPG:] "))
    .map((line) => line.split(" ").slice(1));
  const named = (keyword: string) => records.filter(([word]) => word === keyword);
  const faults = ["BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG"];
  if (faults.some((keyword) => named(keyword).length > 0)) return { kind: "bad" };
  const [valid, second] = named("VALIDSIG");
  if (named("GOODSIG").length !== 1 || !valid || second) return { kind: "bad" };
  // The tenth field is the primary key's fingerprint; the first is that of a subkey, maybe.
  const fingerprint = valid[10] ?? valid[1] ?? "";
  return /^[0-9A-F]{40,64}$/.test(fingerprint) ? { kind: "good", fingerprint } : { kind: "bad" };
}

/** The name by which ssh-keygen knows the keys that are accepted. */
export const SSH_PRINCIPAL = "kas-allowed-signer";

/** Reads what `ssh-keygen -Y verify` told while git checked a signature (ssh-keygen(1)). */
export function readSshVerdict(output: string): SignatureCheck {
  const verdict = new RegExp(
    `^Good "git" signature for ${SSH_PRINCIPAL} with [A-Z0-9-]+ key (SHA256:[A-Za-z0-9+/]{43})$`,
    "gm",
  );
  const found = [...output.matchAll(verdict)];
  if (found.length !== 1 || /^\[GNUPG:\] /m.test(output)) return { kind: "bad" };
  return { kind: "good", fingerprint: found[0]![1]! };
}

/** A public GPG key. */
export interface GpgKey {
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly revoked: boolean;
  /** Seconds since 1970; undefined for a key without an end. */
  readonly expires: number | undefined;
}

/**
 * The primary keys in the output of `gpg --with-colons --show-keys` or `--list-keys`
 * (gnupg's doc/DETAILS, "Format of the colon listings").
 */
export function parseGpgKeys(listing: string): GpgKey[] {
  const keys: (GpgKey & { fingerprint: string; userIds: string[] })[] = [];
  let primary = false;
  for (const line of listing.split("\n")) {
    const fields = line.split(":");
    if (fields[0] === "pub" || fields[0] === "sub") primary = fields[0] === "pub";
    if (fields[0] === "pub") {
      const expires = fields[6] ? Number(fields[6]) : undefined;
      keys.push({ fingerprint: "", userIds: [], revoked: fields[1] === "r", expires });
    }
    const key = keys.at(-1);
    if (fields[0] === "fpr" && primary && key?.fingerprint === "") key.fingerprint = fields[9]!;
    if (fields[0] === "uid" && key) key.userIds.push(unescapeColons(fields[9]!));
  }
  return keys;
}

function unescapeColons(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

/** A public SSH key: the first line of a `.pub` file, and what ssh-keygen tells of it. */
export interface SshKey {
  /** For example ssh-ed25519. */
  readonly type: string;
  readonly data: string;
  readonly comment: string;
}

/** The keys in a public key file (sshd(8), "AUTHORIZED_KEYS FILE FORMAT", without options). */
export function parseSshKeys(text: string): SshKey[] {
  return text.split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [type, data, ...comment] = line.split(/\s+/);
      return { type: type ?? "", data: data ?? "", comment: comment.join(" ") };
    });
}

/** A file of allowed signers for git (ssh-keygen(1), "ALLOWED SIGNERS"). */
export function allowedSigners(keys: readonly SshKey[]): string {
  return keys.map(({ type, data }) => `${SSH_PRINCIPAL} namespaces="git" ${type} ${data}\n`)
    .join("");
}

/** A fingerprint in the groups that people compare: `ABCD 0123 …`. */
export function groupFingerprint(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
}

/** The name that an annotated tag's object says it has. */
export function tagObjectName(object: string): string | undefined {
  return /^tag (.*)$/m.exec(object.split("\n\n")[0]!)?.[1];
}

/** Settings of a repository (git-config(1)) that neither start programs nor hide changes. */
const HARMLESS_SETTINGS = [
  /^core\.(?:repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode)$/,
  /^core\.(?:symlinks|abbrev|quotepath|commentchar)$/,
  /^extensions\.objectformat$/,
  /^remote\..*\.(?:url|pushurl|fetch|tagopt|prune)$/s,
  /^branch\..*\.[a-z-]+$/s,
  /^submodule\..*\.(?:url|active)$/s,
  /^submodule\.active$/,
  /^user\.(?:name|email|signingkey)$/,
  /^(?:advice|alias|color|column|gc|init|log|pull|push|rebase|rerere|status|tag)\./,
  /^(?:commit\.(?:gpgsign|verbose)|merge\.(?:conflictstyle|ff))$/,
];

/** @param key a key as `git config --list` prints it: section and variable in lower case */
export function isHarmlessSetting(key: string): boolean {
  return HARMLESS_SETTINGS.some((form) => form.test(key));
}

/** Whether a path is Python's compiled form of a source file (PEP 3147). */
export function isPythonCache(path: string): boolean {
  return /(?:^|\/)__pycache__\/|\.pyc$/.test(path);
}
