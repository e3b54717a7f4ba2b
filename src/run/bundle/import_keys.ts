import { join } from "node:path";
import { keyRefused } from "../../bundle/errors.ts";
import type { Manifest } from "../../bundle/manifest.ts";
import type { Site } from "../../bundle/site.ts";
import { gpg } from "../repo/signing_keys.ts";
import type { Tools } from "../tools.ts";
import type { Staging } from "./staging.ts";

/** Puts keys of signers where kas looks for them before it asks a key server. */
export async function importKeys(
  tools: Tools,
  { keys }: Site,
  { files }: Manifest,
  staging: Staging,
): Promise<void> {
  const { host } = tools.session;
  for (const file of files) {
    if (file.part !== "key" || "link" in file) continue;
    host.makeDirectory(keys, 0o700);
    host.changeMode(keys, 0o700);
    const staged = staging.path(file);
    const { status, stderr } = await gpg({ tools }, keys, ["--import", join(staged)]);
    if (status !== 0) throw keyRefused(file.path, stderr.trim().split("\n").at(-1)!);
  }
}
