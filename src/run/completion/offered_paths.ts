import { resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { firstUnprintable } from "../../base/printable.ts";
import { isKasFileName } from "../../config/file_format.ts";
import type { FileInfo, Host } from "../../host/host.ts";

/** Which paths are offered. */
export type PathOffer = "file" | "directory" | "project" | "kconfig";

/**
 * The paths that begin with `typed`, spelled as that is; directories end in a slash, as every path
 * can lie in one. Hidden ones are offered when a dot was typed.
 */
export function offeredPaths(host: Host, offer: PathOffer, typed: string): string[] {
  const slash = typed.lastIndexOf("/") + 1;
  const [directory, start] = [typed.slice(0, slash), typed.slice(slash)];
  const place = resolve(host.cwd, directory.replace(/^~(?=\/)/, host.env.HOME ?? "~"));
  return namesIn(host, place)
    .filter((name) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
    // A shell's script reads names by lines.
    .filter((name) => firstUnprintable(name) === undefined)
    .flatMap((name) => {
      const kind = kindOf(host, resolve(place, name));
      if (kind === "directory") return [`${directory}${name}/`];
      return kind === "file" && suits(offer, name) ? [`${directory}${name}`] : [];
    });
}

/** Project files that go on with `typed`, which may have some already, joined by colons. */
export function offeredProjects(host: Host, typed: string): string[] {
  const colon = typed.lastIndexOf(":") + 1;
  return offeredPaths(host, "project", typed.slice(colon)).map((path) =>
    typed.slice(0, colon) + path
  );
}

function suits(offer: PathOffer, name: string): boolean {
  if (offer === "project") return isKasFileName(name);
  return offer === "kconfig" ? name.startsWith("Kconfig") : offer === "file";
}

/** Nobody waits for an error at the Tab key. */
function namesIn(host: Host, directory: string): string[] {
  return orNone(() => host.list(directory)) ?? [];
}

function kindOf(host: Host, path: string): FileInfo["kind"] | undefined {
  return orNone(() => host.stat(path)?.kind);
}

function orNone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
