import type { Environment } from "../../base/command.ts";
import { runTool } from "../tools.ts";
import { type Session, toolEnvironment } from "../session.ts";

/**
 * Root of the work tree that a directory belongs to: git's, or that of the repository
 * which a git submodule is part of, or Mercurial's. Undefined outside version control.
 */
export async function findRepoRoot(
  session: Session,
  environment: Environment,
  directory: string,
): Promise<string | undefined> {
  if (session.host.stat(directory)?.kind !== "directory") return undefined;
  const env = toolEnvironment(session, environment);
  const probe = ["rev-parse", "--show-toplevel", "--show-superproject-working-tree"];
  const found = await runTool(session, { argv: ["git", ...probe], cwd: directory, env }, {
    lookUp: true,
  });
  if (found.status === 0) return found.stdout.trim().split("\n").sort()[0];
  if (!hasMercurialParent(session, directory)) return undefined;
  const root = await runTool(session, { argv: ["hg", "root"], cwd: directory, env });
  return root.status === 0 ? root.stdout.trim() : undefined;
}

/** Starting hg costs a tenth of a second: it is asked only where a `.hg` is found. */
function hasMercurialParent(session: Session, directory: string): boolean {
  let path = directory;
  while (true) {
    if (session.host.stat(`${path}/.hg`)) return true;
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (parent === path || parent === "") return session.host.stat("/.hg") !== undefined;
    path = parent;
  }
}
