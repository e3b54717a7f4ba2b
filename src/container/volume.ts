import { colonInMount } from "./errors.ts";

/** A path for the engine's `-v`, whose parts are separated by colons. @throws UserError */
export function volume(path: string): string {
  if (path.includes(":")) throw colonInMount(path);
  return path;
}
