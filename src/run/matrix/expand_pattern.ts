import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { isGlob } from "../../base/glob.ts";
import { isLockfile } from "../../config/include.ts";
import { nothingMatches } from "../../matrix/errors.ts";
import type { Candidate } from "../../matrix/machines.ts";
import { findFiles, type SearchScope } from "../find_files.ts";
import type { Session } from "../session.ts";

/**
 * The projects that `a.yml`, `kas/*.yml` or `base.yml:boards/*.yml` stands for: each part is a
 * file or a pattern of files, and every file of a part goes with every one of the others.
 * @throws UserError for a part that matches nothing
 */
export function expandPattern(session: Session, pattern: string): Candidate[] {
  const parts = pattern.split(":").map((part) => filesOf(session, part));
  const combinations = parts.reduce<readonly (readonly string[])[]>(
    (before, files) => before.flatMap((list) => files.map((file) => [...list, file])),
    [[]],
  );
  const { cwd } = session.host;
  return combinations.map((files) => ({
    config: files.join(":"),
    files: files.map((file) => resolve(cwd, file)),
  }));
}

/** The files of one part, relative ones seen from the current directory, sorted. */
function filesOf(session: Session, part: string): string[] {
  const { host } = session;
  const { cwd } = host;
  const shown = (path: string) => isAbsolute(part) ? path : fromHere(cwd, path);
  const literal = resolve(cwd, part);
  if (!isGlob(part) || host.stat(literal)?.kind === "file") return [shown(literal)];
  const start = isAbsolute(part) ? "/" : cwd;
  const found = findFiles(host, start, part, scope(session)).filter((file) => !isLockfile(file));
  if (found.length === 0) throw nothingMatches(part, start);
  return found.map(shown);
}

/** Neither what is hidden is looked into, nor the build directory, nor other repositories. */
function scope({ host, settings }: Session): SearchScope {
  return {
    hidden: false,
    enters: (directory) =>
      !basename(directory).startsWith(".") && directory !== settings.buildDir &&
      host.lstat(join(directory, ".git")) === undefined,
  };
}

function fromHere(cwd: string, path: string): string {
  const name = relative(cwd, path) || ".";
  // No option of the commands that it is given to.
  return name.startsWith("-") ? `./${name}` : name;
}
