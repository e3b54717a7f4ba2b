import { join } from "node:path";
import type { BundledFile } from "../../bundle/manifest.ts";
import { KEY_CACHE } from "../../repo/signature.ts";
import type { ReadyProject } from "../project.ts";
import { gpg } from "../repo/signing_keys.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import type { BlobStore } from "./blob_store.ts";

/** Gathers the signers' keys that came from key servers: those in repositories are there already. */
export async function gatherKeys(
  session: Session,
  project: ReadyProject,
  directory: string,
  store: BlobStore,
): Promise<{ readonly files: readonly BundledFile[] }> {
  const { config } = project;
  const tools = new Tools(session, project.environment);
  const sources = { tools, config, repos: new Map() };
  const cache = join(session.settings.workDir, KEY_CACHE);
  const used = new Set(project.repos.flatMap(({ allowedSigners }) => allowedSigners ?? []));
  const fingerprints = new Set(
    [...config.signers].flatMap(([name, { keyserver, fingerprint, path }]) =>
      used.has(name) && keyserver !== undefined && path === undefined ? [fingerprint!] : []
    ),
  );
  const files: BundledFile[] = [];
  for (const fingerprint of [...fingerprints].sort()) {
    const { stdout } = await gpg(sources, cache, ["--armor", "--export", fingerprint]);
    const path = `${fingerprint.toUpperCase()}.asc`;
    const file = join(directory, path);
    session.host.write(file, stdout, 0o600);
    files.push({ part: "key", path, ...await store.add(file, false) });
  }
  return { files };
}
