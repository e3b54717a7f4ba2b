import { join } from "node:path";
import { keyRefused } from "../../bundle/errors.ts";
import type { Site } from "../../bundle/site.ts";
import { gpg } from "../repo/signing_keys.ts";
import type { Tools } from "../tools.ts";
import type { BundleHead } from "./bundle_reader.ts";
import type { Staging } from "./staging.ts";

/** Has gpg read the keys of a bundle, and keep nothing. @throws UserError for what is no public key */
export async function checkKeys(
  tools: Tools,
  { manifest: { files }, file: bundle }: BundleHead,
  staging: Staging,
): Promise<void> {
  const { host, temporary } = tools.session;
  for (const file of files) {
    if (file.part !== "key" || "link" in file) continue;
    const home = temporary.make("keys");
    try {
      const show = ["--with-colons", "--show-keys", "--", staging.path(file)];
      const { status, stdout, stderr } = await gpg({ tools }, home, show);
      if (status !== 0) throw keyRefused(bundle, file.path, stderr.trim().split("\n").at(-1)!);
      if (/^(?:sec|ssb):/m.test(stdout)) throw keyRefused(bundle, file.path, "it is a secret one");
    } finally {
      await host.removeTree(home);
    }
  }
}

/** Puts keys of signers where kas looks for them before it asks a key server. */
export async function importKeys(
  tools: Tools,
  { keys }: Site,
  { manifest: { files }, file: bundle }: BundleHead,
  staging: Staging,
): Promise<void> {
  const { host } = tools.session;
  for (const file of files) {
    if (file.part !== "key" || "link" in file) continue;
    host.makeDirectory(keys, 0o700);
    host.changeMode(keys, 0o700);
    const staged = staging.path(file);
    const { status, stderr } = await gpg({ tools }, keys, ["--import", join(staged)]);
    if (status !== 0) throw keyRefused(bundle, file.path, stderr.trim().split("\n").at(-1)!);
  }
}
