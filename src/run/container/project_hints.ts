import { isAbsolute, join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { readDocument } from "../../config/read_document.ts";
import { DEFAULT_CONFIG } from "../../config/settings.ts";
import { isMap } from "../../config/value.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import type { FileArgument, LaunchFacts } from "../../container/facts.ts";
import { kconfigBuildSystem } from "../../container/kconfig_build_system.ts";
import type { ContainerOptions } from "../../container/options.ts";
import { whyNotSourceDir } from "../../container/source_dir.ts";
import type { Host } from "../../host/host.ts";
import { readInput, readInputText } from "../read_input.ts";
import { isShipped } from "./shipped.ts";

/** What the project's files say that concerns the launcher; includes are not followed. */
export async function projectHints(
  host: Host,
  options: ContainerOptions,
  fileArguments: readonly FileArgument[],
  workDir: string,
): Promise<
  Pick<LaunchFacts, "configuredBuildSystem" | "sourceDirHost" | "sourceDirNote" | "home">
> {
  const savedFile = join(workDir, DEFAULT_CONFIG);
  const saved = await readTexts(host, savedFile);
  const first = fileArguments[0]?.files[0];
  const buildSystem = async () => {
    if (options.command === "menu") {
      return kconfigBuildSystem(readInputText(host, first ?? resolve(host.cwd, "Kconfig")) ?? "");
    }
    return (first ? await readTexts(host, first) : saved)("build_system");
  };
  const home = host.env.HOME ? host.realPath(host.env.HOME) : undefined;
  const hints = { configuredBuildSystem: await buildSystem(), home };
  const named = saved("_source_dir_host");
  if (named === undefined) return { ...hints, sourceDirHost: undefined, sourceDirNote: undefined };
  const directory = host.realPath(named);
  const why = whyNotSourceDir({
    directory: isAbsolute(named) && host.stat(directory)?.kind === "directory"
      ? directory
      : undefined,
    shipped: await isShipped(host, savedFile),
    workDir,
    file: first,
    home,
  });
  if (why === undefined) return { ...hints, sourceDirHost: directory, sourceDirNote: undefined };
  const note = `${savedFile}: _source_dir_host: ${JSON.stringify(named)} does not count: ${why}. ` +
    "Name the project file on the command line, or call kas-container in the project.";
  return { ...hints, sourceDirHost: undefined, sourceDirNote: note };
}

/** The texts under keys of a project file's root. A broken file is kas's to complain about. */
async function readTexts(
  host: Host,
  file: string,
): Promise<(key: string) => string | undefined> {
  try {
    const bytes = readInput(host, file);
    if (!bytes) return () => undefined;
    const { root } = await withYamlLibrary(() => readDocument(file, bytes));
    return (key) => {
      const value = isMap(root) ? root.get(key) : undefined;
      return typeof value === "string" ? value : undefined;
    };
  } catch (error) {
    if (error instanceof UserError) return () => undefined;
    throw error;
  }
}
