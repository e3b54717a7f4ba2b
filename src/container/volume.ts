import { colonInMount, controlInMount, wholeSystem } from "./errors.ts";

/** A path for the engine's `-v`, whose parts are separated by colons. @throws UserError */
export function volume(path: string): string {
  if (path.includes(":")) throw colonInMount(path);
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(path)) throw controlInMount(path);
  if (path === "/") throw wholeSystem();
  return path;
}
