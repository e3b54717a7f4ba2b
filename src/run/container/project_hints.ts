import { join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { readDocument } from "../../config/kas_file.ts";
import { DEFAULT_CONFIG } from "../../config/settings.ts";
import { isMap } from "../../config/value.ts";
import type { FileArgument, LaunchFacts } from "../../container/facts.ts";
import { kconfigBuildSystem } from "../../container/kconfig_build_system.ts";
import type { ContainerOptions } from "../../container/options.ts";
import type { Host } from "../../host/host.ts";
import { readInput, readInputText } from "../read_input.ts";

/** What the project's files say that concerns the launcher; includes are not followed. */
export function projectHints(
  host: Host,
  options: ContainerOptions,
  fileArguments: readonly FileArgument[],
  workDir: string,
): Pick<LaunchFacts, "configuredBuildSystem" | "sourceDirHost"> {
  const saved = readTexts(host, join(workDir, DEFAULT_CONFIG));
  const first = fileArguments[0]?.files[0];
  const buildSystem = () => {
    if (options.command === "menu") {
      return kconfigBuildSystem(readInputText(host, first ?? resolve(host.cwd, "Kconfig")) ?? "");
    }
    return (first ? readTexts(host, first) : saved)("build_system");
  };
  return {
    configuredBuildSystem: buildSystem(),
    sourceDirHost: saved("_source_dir_host"),
  };
}

/** The texts under keys of a project file's root. A broken file is kas's to complain about. */
function readTexts(host: Host, file: string): (key: string) => string | undefined {
  try {
    const bytes = readInput(host, file);
    if (!bytes) return () => undefined;
    const { root } = readDocument(file, bytes);
    return (key) => {
      const value = isMap(root) ? root.get(key) : undefined;
      return typeof value === "string" ? value : undefined;
    };
  } catch (error) {
    if (error instanceof UserError) return () => undefined;
    throw error;
  }
}
