import { UserError } from "../base/errors.ts";
import type { Location, Problem } from "../base/problem.ts";
import { badPinLine, badPinValue, pinnedTwice, unknownPin } from "./errors.ts";
import { IMAGE_VARIABLES, type ImagePin, type ImageVariable } from "./image.ts";
import {
  isImageName,
  isImagePath,
  isImageReference,
  isImageTag,
  LONGEST_REFERENCE,
} from "./image_reference.ts";

const DISTRO = /^[A-Za-z0-9._-]+$/;

/** Mistakes that are told of one file. */
const MOST_MISTAKES = 20;

/** What a value may be, and how messages say it. */
const KINDS: Readonly<Record<ImageVariable, readonly [(value: string) => boolean, string]>> = {
  KAS_CONTAINER_IMAGE: [isImageReference, "an image: REGISTRY/PATH:TAG, or REGISTRY/PATH@sha256:…"],
  KAS_CONTAINER_IMAGE_PATH: [isImagePath, "where images are: REGISTRY/PATH"],
  KAS_CONTAINER_IMAGE_NAME: [(value) => isImageName(value), "the name of an image"],
  KAS_CONTAINER_IMAGE_DISTRO: [(value) => DISTRO.test(value), "the end of an image's tag"],
  KAS_IMAGE_VERSION: [(value) => isImageTag(value), "an image's tag"],
};

/** Reads the text of a project's file, NAME=VALUE a line. @throws UserError with all that is wrong */
export function parseImagePin(file: string, text: string): ImagePin {
  const values = new Map<ImageVariable, string>();
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^[ \t]*(?:#|$)/.test(line)) continue;
    if (problems.length === MOST_MISTAKES) break;
    const at = (column: number): Location => ({ file, line: index + 1, column });
    const equals = line.indexOf("=");
    const name = line.slice(0, Math.max(equals, 0));
    const value = line.slice(equals + 1);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) problems.push(badPinLine(at(1)));
    else if (!isImageVariable(name)) problems.push(unknownPin(name, IMAGE_VARIABLES, at(1)));
    else if (values.has(name)) problems.push(pinnedTwice(name, at(1)));
    else {
      const [fits, kind] = KINDS[name];
      if (value.length > LONGEST_REFERENCE || !fits(value)) {
        problems.push(badPinValue(name, value, kind, at(equals + 2)));
      }
      values.set(name, value);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return { file, values: Object.fromEntries(values) };
}

function isImageVariable(name: string): name is ImageVariable {
  return IMAGE_VARIABLES.some((known) => known === name);
}
