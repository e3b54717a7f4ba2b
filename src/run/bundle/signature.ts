import { join } from "node:path";
import {
  notSigned,
  notSignedByAllowed,
  signersMissing,
  signingFailed,
} from "../../bundle/errors.ts";
import { SIGNATURE } from "../../bundle/manifest.ts";
import { type Session, toolEnvironment } from "../session.ts";
import { runTool } from "../tools.ts";
import type { BundleHead } from "./bundle_reader.ts";

/** What signatures of bundles are for: one of something else is none (ssh-keygen(1), -n). */
const NAMESPACE = "kas-bundle";

function sshKeygen(session: Session, args: readonly string[], stdin?: string) {
  const { SSH_AUTH_SOCK } = session.host.env;
  const env = toolEnvironment(session, { LC_ALL: "C", ...SSH_AUTH_SOCK ? { SSH_AUTH_SOCK } : {} });
  const command = { argv: ["ssh-keygen", "-Y", ...args], cwd: "/", env };
  return runTool(session, stdin === undefined ? command : { ...command, stdin });
}

/**
 * Signs a manifest. @param key a private key, or a public one whose private one an agent has
 * @returns the signature @throws UserError
 */
export async function signManifest(
  session: Session,
  text: string,
  key: string,
  directory: string,
): Promise<string> {
  const { host } = session;
  const file = join(directory, "manifest.json");
  host.write(file, text, 0o600);
  const { status, stderr } = await sshKeygen(session, [
    "sign",
    "-q",
    "-n",
    NAMESPACE,
    "-f",
    key,
    file,
  ]);
  const signature = status === 0 ? host.readText(join(directory, SIGNATURE)) : undefined;
  if (signature === undefined) throw signingFailed(key, stderr.trim().split("\n").at(-1) ?? "");
  return signature;
}

/**
 * Checks that a bundle is signed by one of some signers.
 * @param allowed ssh's file of them; undefined where nobody asks
 * @throws UserError if it is not
 */
export async function checkSignature(
  session: Session,
  { file, text, signature }: BundleHead,
  allowed: string | undefined,
): Promise<void> {
  const { host, log, temporary } = session;
  if (allowed === undefined) {
    if (signature !== undefined) {
      log.info(`${file} is signed, which is not checked (--allowed-signers)`);
    }
    return;
  }
  if (host.stat(allowed)?.kind !== "file") throw signersMissing(allowed);
  if (signature === undefined) throw notSigned(file);
  const directory = temporary.make("signature");
  try {
    const path = join(directory, SIGNATURE);
    host.write(path, signature, 0o600);
    const found = await sshKeygen(session, ["find-principals", "-s", path, "-f", allowed]);
    const principals = found.stdout.split("\n").filter((line) => line !== "");
    for (const principal of found.status === 0 ? principals : []) {
      const named = ["-I", principal, "-n", NAMESPACE, "-f", allowed, "-s", path];
      if ((await sshKeygen(session, ["verify", ...named], text)).status !== 0) continue;
      log.info(`${file} is signed by ${principal}`);
      return;
    }
    throw notSignedByAllowed(file, allowed);
  } finally {
    await host.removeTree(directory);
  }
}
