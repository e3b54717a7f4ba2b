import { join } from "node:path";
import { pinOutOfProject, pinUnreadable } from "../../container/errors.ts";
import type { Engine, LaunchFacts } from "../../container/facts.ts";
import { type ImagePin, PIN_FILE } from "../../container/image.ts";
import { inspectedVersion, taggedVersion } from "../../container/image_version.ts";
import { isBelow } from "../../container/source_dir.ts";
import type { Host } from "../../host/host.ts";
import { readInputText } from "../read_input.ts";
import { probe } from "./probe.ts";

/**
 * The image that a project asks for, by a file in the directory; undefined without one.
 * @param root what is mounted of the project: the file must not be a link out of it
 * @throws UserError if the file cannot be read, or says something else
 */
export async function readImagePin(
  host: Host,
  directory: string,
  root: string,
): Promise<ImagePin | undefined> {
  const file = join(directory, PIN_FILE);
  if (!host.lstat(file)) return undefined;
  const real = host.realPath(file);
  if (!isBelow(real, root)) throw pinOutOfProject(file, real, root);
  const text = host.stat(real)?.kind === "directory" ? undefined : readInputText(host, real);
  if (text === undefined) throw pinUnreadable(file);
  const { parseImagePin } = await import("../../container/image_pin.ts");
  return parseImagePin(file, text);
}

/** What an engine says of an image that it does not have. */
const ABSENT = /no such image|image not known|not found/i;

/**
 * Whether an image is there, and the version of kas in it, as its name or the image itself tells.
 * @param asks whether the engine may be asked, which takes it a twentieth of a second
 */
export async function imageFacts(
  host: Host,
  engine: Engine,
  reference: string,
  asks: boolean,
): Promise<Pick<LaunchFacts, "imageVersion" | "imageAbsent">> {
  const tagged = taggedVersion(reference);
  if (!asks) return { imageVersion: tagged, imageAbsent: false };
  const inspect = ["image", "inspect", "--", reference];
  const { status, stdout, stderr } = await probe(host, engine, ...inspect);
  return {
    imageVersion: tagged ?? (status === 0 ? inspectedVersion(stdout) : undefined),
    imageAbsent: status !== 0 && ABSENT.test(stderr),
  };
}
