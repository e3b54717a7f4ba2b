import type { Environment } from "../base/command.ts";
import type { Note } from "../base/log.ts";
import { displayPath } from "../base/problem.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import type { BuildSystem } from "../config/config.ts";

/** The variables that tell the parts of an image's name. */
const PARTS = [
  "KAS_CONTAINER_IMAGE_PATH",
  "KAS_CONTAINER_IMAGE_NAME",
  "KAS_CONTAINER_IMAGE_DISTRO",
  "KAS_IMAGE_VERSION",
] as const;
/** The variables that tell the image: the whole of its name first. */
export const IMAGE_VARIABLES = ["KAS_CONTAINER_IMAGE", ...PARTS] as const;

export type ImageVariable = typeof IMAGE_VARIABLES[number];
export type ImageVariables = Readonly<Partial<Record<ImageVariable, string>>>;

/** The file beside a project file that tells the image to use. */
export const PIN_FILE = "kas-container.env";

/** The same in a work directory that a bundle with an image was imported into: it comes first. */
export const IMPORTED_PIN_FILE = "kas-offline.env";

/** What such a file says. */
export interface ImagePin {
  readonly file: string;
  readonly values: ImageVariables;
}

/** An image, and why it is this one. */
export interface ImageChoice {
  readonly reference: string;
  /** Variables of the project's file that it is made of. */
  readonly pinned: readonly ImageVariable[];
  /** The caller's variables, which win over those of the project. */
  readonly callers: readonly ImageVariable[];
}

/** The image of a build system, or what the variables say instead, in whole or in part. */
export function chooseImage(
  buildSystem: BuildSystem,
  env: Environment,
  pin: ImagePin | undefined,
): ImageChoice {
  const callers = IMAGE_VARIABLES.filter((name) => env[name]);
  const pinned = pin === undefined ? [] : effectivePins(pin.values, callers);
  const reference = imageReference(buildSystem, {
    ...Object.fromEntries(pinned.map((name) => [name, pin!.values[name]!])),
    ...Object.fromEntries(callers.map((name) => [name, env[name]!])),
  });
  return { reference, pinned, callers };
}

/** What of a file counts: a part of the name that the caller tells wins over the file's whole one. */
function effectivePins(
  pins: ImageVariables,
  callers: readonly ImageVariable[],
): readonly ImageVariable[] {
  if (callers.includes("KAS_CONTAINER_IMAGE")) return [];
  if (pins.KAS_CONTAINER_IMAGE && callers.length === 0) return ["KAS_CONTAINER_IMAGE"];
  return PARTS.filter((name) => pins[name] && !callers.includes(name));
}

/** Where the image comes from, if the project has a say in it. */
export function imageNotes(
  { reference, pinned, callers }: ImageChoice,
  pin: ImagePin | undefined,
  cwd: string,
): Note[] {
  if (pin === undefined || Object.keys(pin.values).length === 0) return [];
  const file = displayPath(pin.file, cwd);
  const used = pinned.length > 0 ? `${pinned.join(", ")} of ${file}` : `${file} does not count`;
  const wins = callers.length > 0 ? `${callers.join(", ")} of the environment wins` : undefined;
  const reasons = [used, ...wins === undefined ? [] : [wins]].join("; ");
  return [{ level: "info", message: `The image is ${reference} (${reasons})` }];
}

/** What helps where an image cannot be pulled: told before, as the engine takes our place. */
export function absentNote(reference: string, buildSystem: BuildSystem): Note {
  const name = imageName(buildSystem);
  return {
    level: "info",
    message: `The image ${reference} is not here yet, and is pulled. If it cannot be, set ` +
      `KAS_CONTAINER_IMAGE to one that you can have, or build one: scripts/image/build ${name}, ` +
      `and KAS_CONTAINER_IMAGE=localhost/${name}:${COMPATIBLE_KAS}`,
  };
}

const imageName = (buildSystem: BuildSystem) => buildSystem === "openembedded" ? "kas" : "kas-isar";

function imageReference(buildSystem: BuildSystem, variables: ImageVariables): string {
  if (variables.KAS_CONTAINER_IMAGE) return variables.KAS_CONTAINER_IMAGE;
  const path = variables.KAS_CONTAINER_IMAGE_PATH || "ghcr.io/siemens/kas";
  const name = variables.KAS_CONTAINER_IMAGE_NAME || imageName(buildSystem);
  const version = variables.KAS_IMAGE_VERSION || COMPATIBLE_KAS;
  const distro = variables.KAS_CONTAINER_IMAGE_DISTRO
    ? `-${variables.KAS_CONTAINER_IMAGE_DISTRO}`
    : "";
  return `${path}/${name}:${version}${distro}`;
}
