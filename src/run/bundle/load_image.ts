import { imageNotLoaded } from "../../bundle/errors.ts";
import {
  ARCHIVE_MANIFEST,
  archiveManifest,
  configMember,
  layerMember,
  loadedTag,
} from "../../bundle/image_archive.ts";
import type { BundledImage, Content } from "../../bundle/manifest.ts";
import type { EngineCall } from "../container/engine_call.ts";
import type { Session } from "../session.ts";
import { findImage, lastWords } from "./engine_images.ts";
import { fileBytes } from "./file_bytes.ts";
import { tarBytes } from "./tar_bytes.ts";

/**
 * Has the engine load an image, as an archive that is made while the engine reads it.
 * @param pathOf the file of each of its contents
 * @throws UserError if the engine does not have it then
 */
export async function loadImage(
  session: Session,
  engine: EngineCall,
  image: BundledImage,
  pathOf: (content: Content) => string,
): Promise<void> {
  const tag = loadedTag(image);
  session.log.info(`Loading the image ${tag} into ${engine.engine}`);
  const manifest = new TextEncoder().encode(archiveManifest(image));
  // A layer can be there twice.
  const members = new Map([
    [configMember(image.config), image.config],
    ...image.layers.map((layer) => [layerMember(layer), layer] as const),
  ]);
  const input = tarBytes([
    [{ name: ARCHIVE_MANIFEST, size: manifest.length }, [manifest]],
    ...[...members].map(([name, content]) =>
      [{ name, size: content.bytes }, fileBytes(session, pathOf(content))] as const
    ),
  ]);
  const loaded = await engine.run(["load"], { input, collect: "tail" });
  const fail = (words: string) => imageNotLoaded(engine.engine, tag, words);
  if (loaded.status !== 0) throw fail(lastWords(loaded));
  const found = await findImage(engine, tag);
  if (found === undefined) throw fail(`it does not have ${tag} then`);
  // docker with containerd's store calls images by other digests.
  const isSame = found.id === image.config.sha256 ||
    found.layers.join() === image.layers.map(({ sha256 }) => sha256).join();
  if (!isSame) throw fail(`it has another ${tag} then`);
}
