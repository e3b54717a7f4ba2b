import type { Session } from "../session.ts";
import type { BlobStore } from "./blob_store.ts";
import type { GatheredPart } from "./gather_bundle.ts";

/** This program itself, as it is: so the other side can take it out with any tar. */
export async function gatherProgram({ host }: Session, store: BlobStore): Promise<GatheredPart> {
  const file = host.realPath("/proc/self/exe");
  const content = await store.add(file, false);
  return { files: [{ part: "kas", path: "kas", ...content, executable: true }] };
}
