import { join } from "node:path";
import { changedMeanwhile, zstdFailed, zstdMissing } from "../../bundle/errors.ts";
import { isCompressible, SAMPLE } from "../../bundle/compressible.ts";
import type { Blob, Content } from "../../bundle/manifest.ts";
import type { Tools } from "../tools.ts";
import type { Meter } from "./meter.ts";

/** A blob, and the file whose bytes it is. */
export interface StoredBlob {
  readonly blob: Blob;
  readonly path: string;
}

/** What goes into a bundle, each content once; what its base has is left out. */
export class BlobStore {
  readonly #blobs = new Map<string, StoredBlob>();

  /** @param directory where what is compressed is kept meanwhile */
  constructor(
    private readonly tools: Tools,
    private readonly directory: string,
    private readonly base: ReadonlySet<string>,
    private readonly meter: Meter,
  ) {}

  /** All blobs, in the order in which they came. */
  get stored(): readonly StoredBlob[] {
    return [...this.#blobs.values()];
  }

  /** Adds a file. @param compresses whether it may be compressed */
  async add(path: string, compresses = true): Promise<Content> {
    const content = await this.#digest(path);
    const { sha256 } = content;
    if (!this.base.has(sha256) && !this.#blobs.has(sha256)) {
      this.#blobs.set(sha256, await this.#stored(path, content, compresses));
    }
    return content;
  }

  /** Adds a file whose digest is known already. */
  async addKnown(path: string, content: Content, compresses: boolean): Promise<void> {
    const { sha256 } = content;
    if (this.base.has(sha256) || this.#blobs.has(sha256)) return;
    this.#blobs.set(sha256, await this.#stored(path, content, compresses));
  }

  async #digest(path: string): Promise<Content> {
    const { host, cancel } = this.tools.session;
    const bytes = host.stat(path)?.size ?? 0;
    const sha256 = await host.sha256(path, cancel);
    if (sha256 === undefined) throw changedMeanwhile(path);
    this.meter.add(bytes);
    return { sha256, bytes };
  }

  async #stored(path: string, content: Content, compresses: boolean): Promise<StoredBlob> {
    const { host } = this.tools.session;
    const plain = { blob: content, path };
    if (!compresses || !isCompressible(host.readStart(path, SAMPLE)!, content.bytes)) return plain;
    const packed = join(this.directory, `${content.sha256}.zst`);
    await compress(this.tools, path, packed);
    const stored = await this.#digest(packed);
    if (stored.bytes >= content.bytes) {
      await host.removeTree(packed);
      return plain;
    }
    return { blob: { ...stored, zstd: content }, path: packed };
  }
}

/** One thread and one level: the same bytes for the same file. */
async function compress(tools: Tools, from: string, to: string): Promise<void> {
  if (!tools.isInstalled("zstd")) throw zstdMissing();
  const argv = ["zstd", "-q", "-f", "-T1", "-3", "-o", to, from];
  const { status, stderr } = await tools.run(argv, "/", { collect: "tail" });
  if (status !== 0) throw zstdFailed(from, stderr.trim());
}
