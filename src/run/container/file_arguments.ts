import { dirname, resolve } from "node:path";
import { configNotAFile, configNotFound, emptyConfigName } from "../../container/errors.ts";
import type { FileArgument } from "../../container/facts.ts";
import type { Host } from "../../host/host.ts";
import { projectRoot } from "./project_root.ts";
import { refuseShippedLinks } from "./shipped.ts";

/** The files of one argument, and the repository of the first. @throws UserError if one is missing */
export async function fileArgument(host: Host, argument: string): Promise<FileArgument> {
  const files: string[] = [];
  for (const file of argument.split(":").filter((file) => file !== "")) {
    const path = resolve(host.cwd, file);
    const kind = host.stat(path)?.kind;
    if (kind === undefined) throw configNotFound(file);
    if (kind !== "file") throw configNotAFile(file);
    await refuseShippedLinks(host, path);
    files.push(host.realPath(path));
  }
  if (files.length === 0) throw emptyConfigName();
  return { files, repoRoot: await projectRoot(host, dirname(files[0]!)) };
}
