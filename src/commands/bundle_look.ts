import { resolve } from "node:path";
import { type Arguments, flagOption, NO_ARGUMENTS, type Option } from "../base/arguments.ts";
import { bundleNotNamed, oneBundle } from "../bundle/errors.ts";
import { listingJson, listingText } from "../bundle/listing.ts";
import { BundleReader } from "../run/bundle/bundle_reader.ts";
import { Meter } from "../run/bundle/meter.ts";
import { openVolumes } from "../run/bundle/open_volumes.ts";
import { verifyBundle as verifyVolumes } from "../run/bundle/verify_bundle.ts";
import { readSigners, type SignerOptions, signersFile } from "./bundle_signers.ts";
import type { CommandContext } from "./command.ts";
import { openSession } from "./open_project.ts";
import { readSetupOptions } from "./setup_options.ts";

export interface VerifyOptions extends SignerOptions {
  readonly files: readonly string[];
}

export interface ListOptions {
  readonly file: string;
  readonly json: boolean;
}

export const LIST_OPTIONS: readonly Option[] = [
  flagOption("json", "list: print one JSON document."),
];

export function readVerify(args: Arguments): VerifyOptions {
  return { files: bundleFiles(args, "verify"), ...readSigners(args) };
}

export function readList(args: Arguments): ListOptions {
  const [file, ...more] = bundleFiles(args, "list");
  if (more.length > 0) throw oneBundle();
  return { file: file!, json: args.flag("json") };
}

/** The bundle's files. @throws UserError if there are none */
export function bundleFiles(args: Arguments, action: string): readonly string[] {
  const files = args.list("file");
  if (files.length === 0) throw bundleNotNamed(action);
  return files;
}

/** A session that only reads what is named. */
function bundleSession(context: CommandContext) {
  return openSession(context, readSetupOptions(NO_ARGUMENTS, { reads: true }));
}

/** Opens the files of a bundle, its signature checked. */
export async function openBundle(context: CommandContext, options: VerifyOptions) {
  const { cwd } = context.host;
  const session = bundleSession(context);
  await session.temporary.tidy();
  const files = options.files.map((file) => resolve(cwd, file));
  return { session, heads: await openVolumes(session, files, signersFile(options, cwd)) };
}

export async function verifyBundle(
  context: CommandContext,
  options: VerifyOptions,
): Promise<number> {
  const { host, log } = context;
  const { session, heads } = await openBundle(context, options);
  await verifyVolumes(session, heads, new Meter(host, log));
  log.info(`The bundle is whole: its manifest has the SHA-256 ${heads[0]!.digest}`);
  return 0;
}

export async function listBundle(context: CommandContext, options: ListOptions): Promise<number> {
  const { host } = context;
  const reader = await BundleReader.open(bundleSession(context), resolve(host.cwd, options.file));
  reader.close();
  const { manifest, digest } = reader.head;
  host.print(
    options.json ? listingJson(manifest, digest) : listingText(manifest, digest),
  );
  return 0;
}
