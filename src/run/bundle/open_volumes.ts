import { otherBundle, volumeTwice } from "../../bundle/errors.ts";
import type { Session } from "../session.ts";
import { type BundleHead, BundleReader } from "./bundle_reader.ts";
import { checkSignature } from "./signature.ts";

/**
 * Reads the heads of a bundle's files, and checks the signature before anything else is read.
 * @param allowed the file of signers that were asked for
 * @throws UserError for files of different bundles
 */
export async function openVolumes(
  session: Session,
  files: readonly string[],
  allowed: string | undefined,
): Promise<BundleHead[]> {
  const heads: BundleHead[] = [];
  for (const file of files) {
    const reader = await BundleReader.open(session, file);
    reader.close();
    const { head } = reader;
    const [first] = heads;
    const isSame = first?.digest === head.digest && first.volume.of === head.volume.of;
    if (first && !isSame) throw otherBundle(file, first.file);
    const twin = heads.find(({ volume }) => volume.volume === head.volume.volume);
    if (twin) throw volumeTwice(file, twin.file, head.volume.volume);
    await checkSignature(session, head, allowed);
    heads.push(head);
  }
  return heads;
}
