import { join } from "node:path";
import { pinOutOfProject, pinUnreadable } from "../../container/errors.ts";
import type { Engine, LaunchFacts } from "../../container/facts.ts";
import { type ImagePin, IMPORTED_PIN_FILE, PIN_FILE } from "../../container/image.ts";
import { inspectedVersion, taggedVersion } from "../../container/image_version.ts";
import { isBelow } from "../../container/source_dir.ts";
import type { Finished, Host } from "../../host/host.ts";
import { isImported } from "../imported.ts";
import { readInputText } from "../read_input.ts";
import { probe } from "./probe.ts";

/**
 * The image to use in a work directory: that of the bundle which was imported there, else the one
 * that the project asks for.
 * @param directory where the project's file would be
 * @param root what is mounted of the project
 * @throws UserError if the file cannot be read, or says something else
 */
export async function findImagePin(
  host: Host,
  workDir: string,
  directory: string,
  root: string,
): Promise<ImagePin | undefined> {
  const imported = isImported(host, workDir)
    ? await readImagePin(host, workDir, workDir, IMPORTED_PIN_FILE)
    : undefined;
  return imported ?? await readImagePin(host, directory, root);
}

/**
 * The image that a project asks for, by a file in the directory; undefined without one.
 * @param root what is mounted of the project: the file must not be a link out of it
 * @throws UserError if the file cannot be read, or says something else
 */
export async function readImagePin(
  host: Host,
  directory: string,
  root: string,
  name = PIN_FILE,
): Promise<ImagePin | undefined> {
  const file = join(directory, name);
  if (!host.lstat(file)) return undefined;
  const real = host.realPath(file);
  if (!isBelow(real, root)) throw pinOutOfProject(file, real, root);
  const text = host.stat(real)?.kind === "directory" ? undefined : readInputText(host, real);
  if (text === undefined) throw pinUnreadable(file);
  const { parseImagePin } = await import("../../container/image_pin.ts");
  return parseImagePin(file, text);
}

/** Whether an engine that was asked for an image says that it does not have it. */
export function isAbsent({ status, stderr }: Finished): boolean {
  return status !== 0 && /no such image|image not known|not found/i.test(stderr);
}

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
  const answer = await probe(host, engine, ...inspect);
  return {
    imageVersion: tagged ?? (answer.status === 0 ? inspectedVersion(answer.stdout) : undefined),
    imageAbsent: isAbsent(answer),
  };
}
