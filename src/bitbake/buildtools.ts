import type { BuildtoolsEntry } from "../config/config.ts";

const DEFAULT_BASE_URL = "https://downloads.yoctoproject.org/releases/yocto";

/** Name of the installer. @param machine the host's architecture, as `uname -m` tells it */
export function installerName(entry: BuildtoolsEntry, machine: string): string {
  return entry.filename ??
    `${machine}-buildtools-extended-nativesdk-standalone-${entry.version}.sh`;
}

/** Where the installer is downloaded from. */
export function installerUrl(entry: BuildtoolsEntry, machine: string): string {
  const base = entry.baseUrl ?? `${DEFAULT_BASE_URL}/yocto-${entry.version}/buildtools/`;
  // Python's quote() leaves these alone, too.
  const name = encodeURIComponent(installerName(entry, machine)).replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${base}/${name}`.replace(/([^:/])\/\/+/g, "$1/");
}

/** The version in the text of an installation's `version-…` file. */
export function installedVersion(text: string): string | undefined {
  return /^Distro Version:[ \t]*(.*)$/m.exec(text)?.[1]?.trim();
}
