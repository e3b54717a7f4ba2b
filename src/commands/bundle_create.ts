import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { outputNoDirectory } from "../bundle/errors.ts";
import { listingText, programDigest } from "../bundle/listing.ts";
import { blobName } from "../bundle/manifest.ts";
import { sizeText } from "../bundle/size.ts";
import { NO_OVERRIDES } from "../config/build_settings.ts";
import { readBase } from "../run/bundle/base.ts";
import { gatherBundle, type PartSource } from "../run/bundle/gather_bundle.ts";
import { gatherBuildtools } from "../run/bundle/gather_buildtools.ts";
import { gatherDownloads } from "../run/bundle/gather_downloads.ts";
import { gatherSstate } from "../run/bundle/gather_sstate.ts";
import { gatherImage } from "../run/bundle/gather_image.ts";
import { gatherProgram } from "../run/bundle/gather_program.ts";
import { Meter } from "../run/bundle/meter.ts";
import { makeScratch, seedScratch } from "../run/bundle/scratch.ts";
import { signManifest } from "../run/bundle/signature.ts";
import { writeBundle } from "../run/bundle/write_bundle.ts";
import { LOOKING_STEPS } from "../run/step_names.ts";
import type { CreateOptions } from "./bundle_create_options.ts";
import type { CommandContext } from "./command.ts";
import { openProject, openSession, projectFiles, type ProjectRequest } from "./open_project.ts";

/** Sets the project up in a directory of its own, and bundles it. */
export async function createBundle(
  context: CommandContext,
  options: CreateOptions,
): Promise<number> {
  const { host, log, settings } = context;
  const { depth, since, maxSize } = options;
  const output = options.output === undefined
    ? join(host.temporaryDirectory(), "bundle.tar")
    : resolve(host.cwd, options.output);
  const directory = dirname(output);
  if (host.stat(directory)?.kind !== "directory") throw outputNoDirectory(output);
  const meter = new Meter(host, log);
  const first = openSession(context, options.project.setup);
  const base = since === undefined ? undefined : await readBase(first, resolve(host.cwd, since));
  const scratch = await makeScratch(first, output);
  await seedScratch(first, scratch, await presentRepos(context, options));
  const { session, project, files } = await openProject(
    { ...context, settings: scratch.settings },
    { ...projectRequest(context, options), setup: options.project.setup },
  );
  const parts: PartSource[] = [
    ...project.config.buildtools === undefined ? [] : [gatherBuildtools(project, settings)],
    ...options.downloads ? [gatherDownloads(project, settings, options.downloads)] : [],
    ...options.sstate ? [gatherSstate(settings)] : [],
    ...options.withKas ? [gatherProgram] : [],
    ...options.image === undefined ? [] : [gatherImage({
      project,
      settings,
      reference: options.image || undefined,
      config: options.config,
      directory: scratch.blobs,
    })],
  ];
  const gathered = await gatherBundle(session, {
    project,
    topFiles: files,
    scratch,
    workDir: settings.workDir,
    others: [scratch.directory, ...othersPaths(context), ...bundlesAt(context, output)],
    depth,
    base,
    parts,
  }, meter);
  for (const file of gathered.manifest.unchecked) log.warning(`No checksum: ${file}`);
  for (const missing of gathered.manifest.missing) log.warning(`The bundle lacks ${missing}`);
  if (options.dryRun) {
    host.print(listingText(gathered.manifest, gathered.digest));
    return 0;
  }
  const signature = options.sign === undefined ? undefined : await signManifest(
    session,
    gathered.text,
    resolve(host.cwd, options.sign),
    scratch.blobs,
  );
  const request = { gathered, signature, maxSize, output, aside: scratch.blobs };
  const written = await writeBundle(session, request, meter);
  for (const file of written) log.info(`Wrote ${file}: ${sizeText(host.stat(file)!.size)}`);
  log.info(`The bundle's manifest has the SHA-256 ${gathered.digest}`);
  const program = programDigest(gathered.manifest);
  if (program !== undefined) {
    const member = `${basename(output)} ${blobName(program)}`;
    log.info(`There, tar takes kas out: tar -xOf ${member} > kas && chmod +x kas`);
  }
  return 0;
}

function projectRequest(
  context: CommandContext,
  { config }: CreateOptions,
): Omit<ProjectRequest, "setup"> {
  // The default file is the one of the user's work directory.
  const files = projectFiles(context, config).join(":");
  return { config: files, overrides: NO_OVERRIDES, local: new Map() };
}

/** The repositories that are on disk, as far as they can be told without network. */
async function presentRepos(context: CommandContext, options: CreateOptions) {
  const setup = {
    ...options.project.setup,
    skip: new Set(["setup_ssh_agent" as const, ...LOOKING_STEPS]),
    source: "found" as const,
  };
  try {
    return (await openProject(context, { ...projectRequest(context, options), setup })).project
      .repos;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What is wrong here is told when the project is set up.
    context.log.debug(error.message);
    return [];
  }
}

/** What lies in the user's directories and is no part of the project. */
function othersPaths({ host, settings }: CommandContext): string[] {
  const named = ["DL_DIR", "SSTATE_DIR", "KAS_BUILDTOOLS_DIR", "KAS_REPO_REF_DIR"]
    .flatMap((name) => host.env[name] ? [resolve(host.cwd, host.env[name]!)] : []);
  return [settings.buildDir, ...settings.refDir === undefined ? [] : [settings.refDir], ...named];
}

/** Bundles of the same name, and their volumes. */
function bundlesAt({ host }: CommandContext, output: string): string[] {
  const directory = dirname(output);
  const start = basename(output).replace(/\.tar$/, "");
  return host.list(directory).filter((name) =>
    name.startsWith(start) && /^(?:\.\d+)?(?:\.tar)?(?:\.\d+)?$/.test(name.slice(start.length)) &&
    host.stat(join(directory, name))?.kind === "file"
  ).map((name) => join(directory, name));
}
