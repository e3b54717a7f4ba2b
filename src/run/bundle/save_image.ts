import { join } from "node:path";
import { imageNotSaved } from "../../bundle/errors.ts";
import { ARCHIVE_MANIFEST, imageMembers, imageMistake } from "../../bundle/image_archive.ts";
import type { EngineCall } from "../container/engine_call.ts";
import type { Tools } from "../tools.ts";
import { lastWords } from "./engine_images.ts";
import { fileBytes } from "./file_bytes.ts";
import { keepFile, type KeptFile } from "./kept_file.ts";
import { unpackArchive } from "./unpack_archive.ts";

/** An image in files: its configuration, and its layers as they are unpacked, the lowest first. */
export interface SavedImage {
  readonly config: KeptFile;
  readonly layers: readonly KeptFile[];
}

/**
 * Has an engine save an image: the same one is the same files, whichever engine has it.
 * @param id saved by its id, as an archive cannot hold the name of one that is named by digest
 * @param reference for messages
 * @param directory is made anew
 * @throws UserError if the engine fails, or writes something else
 */
export async function saveImage(
  tools: Tools,
  engine: EngineCall,
  id: string,
  reference: string,
  directory: string,
): Promise<SavedImage> {
  const { session } = tools;
  const { host } = session;
  const fail = (reason: string) => imageNotSaved(engine.engine, reference, reason);
  await host.removeTree(directory);
  host.makeDirectory(directory);
  const archive = join(directory, "archive.tar");
  await keepFile(host, archive, async (write) => {
    const format = engine.engine === "podman" ? ["--format", "docker-archive"] : [];
    const argv = ["save", ...format, "--", id];
    const saved = await engine.run(argv, { onBytes: write, collect: "tail" });
    if (saved.status !== 0) throw fail(lastWords(saved));
  });
  const member = await unpackArchive(session, archive, directory, (_, reason) => fail(reason));
  await host.removeTree(archive);
  const list = member(ARCHIVE_MANIFEST);
  const names = list && imageMembers(host.readText(list.path)!);
  const config = names && member(names.config);
  if (config === undefined) throw fail(`its archive has no ${ARCHIVE_MANIFEST} of one image`);
  const layers: KeptFile[] = [];
  for (const name of names!.layers) {
    const layer = member(name);
    if (layer === undefined) throw fail(`its archive lacks ${name}`);
    layers.push(await unpacked(tools, layer, fail));
  }
  const mistake = imageMistake(host.readText(config.path)!, layers);
  if (mistake !== undefined) throw fail(mistake);
  return { config, layers };
}

/** What packed layers begin with, and the programs that unpack them. */
const PACKERS: readonly (readonly [program: string, start: readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** A layer unpacked: docker with containerd's store saves it as the registry has it. */
async function unpacked(
  tools: Tools,
  layer: KeptFile,
  fail: (reason: string) => Error,
): Promise<KeptFile> {
  const { session } = tools;
  const { host } = session;
  const start = host.readStart(layer.path, 4)!;
  const [program] = PACKERS.find(([, magic]) => magic.every((byte, at) => start[at] === byte)) ??
    [];
  if (program === undefined) return layer;
  if (!tools.isInstalled(program)) throw fail(`its layers are packed, and ${program} is missing`);
  const path = `${layer.path}.tar`;
  return await keepFile(host, path, async (write) => {
    const input = fileBytes(session, layer.path);
    const { status } = await tools.run([program, "-q", "-d", "-c"], "/", {
      input,
      onBytes: write,
      collect: "tail",
    });
    if (status !== 0) throw fail(`${program} cannot unpack its layer ${layer.sha256}`);
  });
}
