import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { baseImageGone, brokenBundle } from "../../bundle/errors.ts";
import { imageMistake, LARGEST_CONFIG, loadedTag } from "../../bundle/image_archive.ts";
import type { BundledImage, Content, Manifest } from "../../bundle/manifest.ts";
import { EngineCall, type InspectedImage } from "../container/engine_call.ts";
import type { Session } from "../session.ts";
import type { Tools } from "../tools.ts";
import { findImage } from "./engine_images.ts";
import { loadImage } from "./load_image.ts";
import { saveImage } from "./save_image.ts";
import type { Staging } from "./staging.ts";
import type { Prepared } from "./take_git.ts";

/** The image of a bundle, and the engine that is to have it. */
export interface ImageTarget {
  readonly image: BundledImage;
  /** Undefined if there is none that works. */
  readonly engine: EngineCall | undefined;
  readonly whyNoEngine: string;
  /** The engine has it already, under its name. */
  readonly isThere: boolean;
}

/** Looks for the engine of a bundle's image; undefined for a bundle without one. */
export async function findImageTarget(
  tools: Tools,
  { image, build_system }: Manifest,
): Promise<ImageTarget | undefined> {
  if (image === null) return undefined;
  try {
    const engine = await EngineCall.find(tools, build_system);
    const found = await findImage(engine, loadedTag(image));
    return { image, engine, whyNoEngine: "", isThere: found?.id === image.config.sha256 };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { image, engine: undefined, whyNoEngine: error.message, isThere: false };
  }
}

const contentsOfImage = ({ config, layers }: BundledImage): readonly Content[] => [
  config,
  ...layers,
];

/** Digests of contents that need not be read, as the engine has them and nothing else needs them. */
export function loadedContents(
  target: ImageTarget | undefined,
  { files }: Manifest,
): ReadonlySet<string> {
  if (!target?.isThere) return new Set();
  const filed = new Set(files.flatMap((file) => "link" in file ? [] : [file.sha256]));
  const digests = contentsOfImage(target.image).map(({ sha256 }) => sha256);
  return new Set(digests.filter((digest) => !filed.has(digest)));
}

/**
 * Checks an image, and gets from the engine what the bundle leaves out of it.
 * @param file the bundle, for messages
 * @param last what was imported before
 * @returns what loads it
 * @throws UserError for an image that is none, and if what is left out is not here
 */
export async function prepareImage(
  tools: Tools,
  file: string,
  target: ImageTarget,
  last: Manifest | undefined,
  staging: Staging,
  directory: string,
): Promise<Prepared> {
  const { session } = tools;
  const { log } = session;
  const { image, engine, whyNoEngine, isThere } = target;
  const tag = loadedTag(image);
  if (isThere) return () => Promise.resolve(log.info(`The image ${tag} is here already`));
  const lacking = contentsOfImage(image).filter((content) => !staging.has(content));
  if (lacking.length === 0 || engine !== undefined) {
    const rest = lacking.length === 0
      ? new Map<string, string>()
      : await fromEngine(tools, engine!, image, last, lacking, join(directory, "base-image"));
    const pathOf = (content: Content) => rest.get(content.sha256) ?? staging.path(content);
    const mistake = mistakeOf(session, image, pathOf(image.config));
    if (mistake !== undefined) throw brokenBundle(file, `its image ${tag} is none: ${mistake}`);
    if (engine !== undefined) return () => loadImage(session, engine, image, pathOf);
  }
  return () => {
    log.warning(
      `The image ${tag} of the bundle is not loaded: ${whyNoEngine}. ` +
        "When there is an engine, import the bundle again",
    );
    return Promise.resolve();
  };
}

function mistakeOf(
  { host }: Session,
  { config, layers }: BundledImage,
  path: string,
): string | undefined {
  if (config.bytes > LARGEST_CONFIG) return `its configuration has ${config.bytes} bytes`;
  return imageMistake(host.readText(path)!, layers);
}

/** The layers that the bundle leaves out, from the image that it builds on. @returns digest → file */
async function fromEngine(
  tools: Tools,
  engine: EngineCall,
  image: BundledImage,
  last: Manifest | undefined,
  lacking: readonly Content[],
  directory: string,
): Promise<Map<string, string>> {
  const base = last?.image ?? image;
  const names = [`sha256:${base.config.sha256}`, loadedTag(base), loadedTag(image)];
  const tried = new Set<string>();
  for (const name of names) {
    const found: InspectedImage | undefined = await findImage(engine, name);
    if (found === undefined || tried.has(found.id)) continue;
    tried.add(found.id);
    const { config, layers } = await saveImage(tools, engine, found.id, name, directory);
    const files = new Map([config, ...layers].map(({ sha256, path }) => [sha256, path]));
    if (lacking.every(({ sha256 }) => files.has(sha256))) return files;
  }
  throw baseImageGone(engine.engine, loadedTag(base));
}
