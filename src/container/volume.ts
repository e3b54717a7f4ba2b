import { UserError } from "../base/errors.ts";

/** A path for the engine's `-v`, whose parts are separated by colons. @throws UserError */
export function volume(path: string): string {
  if (!path.includes(":")) return path;
  throw new UserError(`${path} cannot be mounted into a container: its name has a colon`);
}
