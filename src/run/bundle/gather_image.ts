import { dirname, join } from "node:path";
import { notAnImage } from "../../bundle/errors.ts";
import type { Settings } from "../../config/settings.ts";
import { chooseImage } from "../../container/image.ts";
import { isImageReference, LONGEST_REFERENCE } from "../../container/image_reference.ts";
import type { Content } from "../../bundle/manifest.ts";
import { EngineCall } from "../container/engine_call.ts";
import { fileArgument } from "../container/file_arguments.ts";
import { findImagePin } from "../container/image.ts";
import type { ReadyProject } from "../project.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import type { BlobStore } from "./blob_store.ts";
import { fetchImage } from "./engine_images.ts";
import type { PartSource } from "./gather_bundle.ts";
import type { KeptFile } from "./kept_file.ts";
import { saveImage } from "./save_image.ts";

/** The image of a bundle. */
export interface ImageRequest {
  readonly project: ReadyProject;
  /** The user's. */
  readonly settings: Settings;
  /** As it was typed; undefined for that which kas-container takes. */
  readonly reference: string | undefined;
  /** The project files as they were typed; undefined for the default one. */
  readonly config: string | undefined;
  /** Where its files wait. */
  readonly directory: string;
}

/** The container image, as the engine has it: pulled if it has not. */
export function gatherImage(request: ImageRequest): PartSource {
  return async (session, store) => {
    const reference = request.reference ?? await defaultImage(session, request);
    if (reference.length > LONGEST_REFERENCE || !isImageReference(reference)) {
      throw notAnImage(reference);
    }
    const tools = new Tools(session, {});
    const engine = await EngineCall.find(tools, request.project.config.buildSystem);
    const { id } = await fetchImage(session, engine, reference);
    session.log.info(`Saving the image ${reference} by ${engine.engine}`);
    const directory = join(request.directory, "image");
    const { config, layers } = await saveImage(tools, engine, id, reference, directory);
    for (const file of [config, ...layers]) await add(session, store, file);
    return { image: { reference, config: content(config), layers: layers.map(content) } };
  };
}

const content = ({ sha256, bytes }: KeptFile): Content => ({ sha256, bytes });

/** What was packed, and what the base has, is not needed any more. */
async function add({ host }: Session, store: BlobStore, file: KeptFile): Promise<void> {
  await store.addKnown(file.path, content(file), true);
  if (!store.stored.some(({ path }) => path === file.path)) await host.removeTree(file.path);
}

/** The image that kas-container takes for the project. */
async function defaultImage(
  { host }: Session,
  { project, settings, config }: ImageRequest,
): Promise<string> {
  const named = config === undefined ? undefined : await fileArgument(host, config);
  const directory = named === undefined ? host.cwd : dirname(named.files[0]!);
  const root = named?.repoRoot ?? host.cwd;
  const pin = await findImagePin(host, settings.workDir, directory, root);
  return chooseImage(project.config.buildSystem, host.env, pin).reference;
}
