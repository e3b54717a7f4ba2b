import { timingSafeEqual } from "node:crypto";
import { join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { BASE_PATH } from "../../bitbake/build_environment.ts";
import { installedVersion, installerName, installerUrl } from "../../bitbake/buildtools.ts";
import {
  buildtoolsAbsent,
  checksumMismatch,
  foreignFiles,
  foreignInstaller,
  installerDownloadFailed,
  installerFailed,
  installerNotHere,
  noSingleSetupScript,
} from "../../bitbake/errors.ts";
import type { BuildtoolsEntry, Config } from "../../config/config.ts";
import { IMPORTED_DOWNLOADS } from "../../config/settings.ts";
import { isOnDisk } from "../../repo/places.ts";
import { Progress } from "../progress.ts";
import { retrying } from "../retry.ts";
import type { Session } from "../session.ts";
import { runTool } from "../tools.ts";

/**
 * Installs the buildtools of the configuration, unless that version is there already.
 * @returns the path of the script that sets their environment up
 */
export async function setupBuildtools(
  session: Session,
  config: Config,
  entry: BuildtoolsEntry,
): Promise<string> {
  const { host, log, settings } = session;
  const configured = host.env.KAS_BUILDTOOLS_DIR;
  const directory = host.realPath(
    configured ? resolve(host.cwd, configured) : join(settings.buildDir, "buildtools"),
  );
  const found = findVersion(session, directory);
  if (found !== entry.version && session.options.source !== "fetched") {
    throw buildtoolsAbsent(entry.version, directory);
  }
  host.makeDirectory(directory);
  if (found !== entry.version) {
    const part = `${installerName(entry, host.machine)}.part`;
    const names = host.list(directory).filter((name) => name !== part);
    if (names.length === 0) log.info(`Buildtools (${directory}): directory is empty`);
    else {
      log.warning("Buildtools: version mismatch");
      log.info(`Required version: ${entry.version}`);
      log.info(`Found version: ${found ?? "none"}`);
      refuseForeign(directory, names, entry, host.machine);
    }
    const installer = await presentInstaller(session, entry, directory) ??
      await downloadInstaller(session, config, entry, directory);
    // The old ones are removed only now: what replaces them is whole and checked.
    for (const name of names) await host.removeTree(join(directory, name));
    await runInstaller(session, installer, directory);
  }
  const scripts = host.list(directory).filter((name) => name.startsWith("environment-setup-"));
  if (scripts.length === 1) return join(directory, scripts[0]!);
  throw noSingleSetupScript(directory, scripts.length);
}

function findVersion({ host, log }: Session, directory: string): string | undefined {
  const files = host.list(directory).filter((name) => name.startsWith("version-"));
  if (files.length === 1) return installedVersion(host.readText(join(directory, files[0]!)) ?? "");
  if (files.length > 1) {
    log.warning("Unable to read buildtools version: Invalid number of version files");
  }
  return undefined;
}

/** A directory that holds something else is not emptied: KAS_BUILDTOOLS_DIR may be mistyped. */
function refuseForeign(
  directory: string,
  names: readonly string[],
  entry: BuildtoolsEntry,
  machine: string,
): void {
  const own = [/^version-/, /^environment-setup-/, /-buildtools-.*\.sh(?:\.part)?$/];
  const installer = installerName(entry, machine);
  if (names.some((name) => name === installer || own.some((form) => form.test(name)))) return;
  throw foreignFiles(directory, names);
}

/** Directories in which downloads lie, the caller's first. */
function downloadDirectories({ host, settings }: Session): string[] {
  const { DL_DIR } = host.env;
  return [
    ...DL_DIR ? [resolve(host.cwd, DL_DIR)] : [],
    ...settings.imported ? [join(settings.workDir, IMPORTED_DOWNLOADS)] : [],
  ];
}

/** A copy of the installer that lies where downloads do; undefined if the right one does not. */
async function presentInstaller(
  session: Session,
  entry: BuildtoolsEntry,
  directory: string,
): Promise<string | undefined> {
  const { host, log, cancel } = session;
  const name = installerName(entry, host.machine);
  for (const path of downloadDirectories(session).map((each) => join(each, name))) {
    if (host.stat(path)?.kind !== "file") continue;
    const checksum = (await host.sha256(path, cancel))!;
    if (!isEqual(checksum, entry.sha256sum)) {
      log.warning(foreignInstaller(path, checksum));
      continue;
    }
    const part = join(directory, `${name}.part`);
    host.copyFile(path, part);
    // Others may write where it was found: what counts is the copy.
    if (!isEqual((await host.sha256(part, cancel))!, entry.sha256sum)) continue;
    log.info(`Buildtools ${entry.version}: the installer is ${path}`);
    return part;
  }
  return undefined;
}

/** Downloads the installer. @returns its path in the directory, checked by its digest */
export async function downloadInstaller(
  session: Session,
  config: Config,
  entry: BuildtoolsEntry,
  directory: string,
): Promise<string> {
  const { host, log } = session;
  const url = installerUrl(entry, host.machine);
  if (session.options.offline && !isOnDisk(url)) {
    const name = installerName(entry, host.machine);
    throw installerNotHere(url, name, downloadDirectories(session));
  }
  const part = join(directory, `${installerName(entry, host.machine)}.part`);
  log.info(`Downloading Buildtools ${entry.version}`);
  log.debug(`Downloading ${url}`);
  const progress = new Progress(log);
  let checksum = "";
  // A file that was continued may be of two versions: then one download from the start counts.
  for (let fresh = host.stat(part) === undefined;; fresh = true) {
    await download(session, url, part, progress);
    checksum = (await host.sha256(part, session.cancel))!;
    log.info(`Buildtools installer's checksum (sha256) is: ${checksum}`);
    if (isEqual(checksum, entry.sha256sum)) break;
    await host.removeTree(part);
    if (!fresh) continue;
    throw checksumMismatch(config, url, checksum);
  }
  return part;
}

async function download(
  session: Session,
  url: string,
  part: string,
  progress: Progress,
): Promise<void> {
  const { host } = session;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const attempt = async () => {
    try {
      await host.download(url, part, {
        abort: session.cancel,
        onProgress: (received, total) => {
          const share = total ? `, ${Math.floor(received / total * 100)} %` : "";
          progress.update("buildtools", `${megabytes(received)} MB${share}`);
        },
      });
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    } finally {
      progress.done("buildtools");
    }
  };
  const failed = await retrying(
    session,
    `Buildtools installer from ${url}`,
    attempt,
    (error) => error && !isRefusal(url, error) ? error.message : undefined,
  );
  if (failed) throw installerDownloadFailed(url, failed.message);
}

/** The same will be answered again; only a range that the server does not have is another matter. */
function isRefusal(url: string, { problems }: UserError): boolean {
  if (url.startsWith("file:")) return true;
  const status = Number(problems[0]?.fields.status);
  return status >= 400 && status < 500 && ![408, 416, 429].includes(status);
}

function isEqual(found: string, wanted: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(found), encoder.encode(wanted.toLowerCase())];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function runInstaller(session: Session, part: string, directory: string): Promise<void> {
  const { host, settings } = session;
  const installer = part.slice(0, -".part".length);
  host.rename(part, installer);
  host.changeMode(installer, 0o755);
  const argv = [installer, "-d", directory, "-y"];
  const { status, stdout, stderr } = await runTool(session, {
    argv,
    cwd: settings.workDir,
    env: { PATH: BASE_PATH },
  }, { collect: "tail" });
  if (status === 0) return;
  const words = (stderr.trim() || stdout.trim()).split("\n").slice(-5).join("\n");
  throw installerFailed(installer, status, words);
}
