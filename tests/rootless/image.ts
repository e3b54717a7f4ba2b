// The small image that all engines import; scripts/test makes it.

/** What the engines know the image by. */
export const TAG = "localhost/kas-isar:test";

/** Why a file that scripts/test makes and a variable names is not there, if so. */
export function whyNotMade(variable: string, what: string): string | undefined {
  const path = Deno.env.get(variable);
  if (!path) return `${variable} is not set: scripts/test makes ${what}`;
  try {
    Deno.statSync(path);
    return undefined;
  } catch {
    return `${what} could not be made: no Debian mirror, or no mmdebstrap`;
  }
}

/** Why there is no image, if so. */
export const whyNoImage = (): string | undefined => whyNotMade("KAS_TEST_IMAGE", "the image");

/** Copies the image's root file system, an archive, to where the user may read it. */
export async function copyImage(directory: string): Promise<string> {
  const archive = `${directory}/image.tar`;
  await Deno.copyFile(Deno.env.get("KAS_TEST_IMAGE")!, archive);
  await Deno.chmod(archive, 0o644);
  return archive;
}

/** The command line by which an engine imports a root file system. */
export function importImage(engine: string, archive: string): string[] {
  const changes = [
    'ENTRYPOINT ["/container-entrypoint"]',
    "USER builder",
    "ENV KAS_IMAGE_VARIANT=kas-isar",
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  ];
  return [engine, "import", ...changes.flatMap((change) => ["--change", change]), archive, TAG];
}
