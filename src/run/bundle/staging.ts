import { join } from "node:path";
import { brokenBundle, isRefusal, volumesMissing } from "../../bundle/errors.ts";
import { type Blob, type Content, contentOf } from "../../bundle/manifest.ts";
import { missingVolumes, type Piece } from "../../bundle/volumes.ts";
import type { Session } from "../session.ts";
import type { Tools } from "../tools.ts";
import { type BundleHead, BundleReader } from "./bundle_reader.ts";
import { fileBytes } from "./file_bytes.ts";
import type { Meter } from "./meter.ts";
import { receive } from "./receive.ts";
import type { StagingPlaces } from "./staging_places.ts";

/**
 * Contents of a bundle on their way to their places. What an earlier import has brought so far is
 * looked at again, and used: one that was killed, or that had not all volumes.
 */
export class Staging {
  /** Contents that are here whole, by this run's own check. */
  readonly #whole = new Set<string>();
  readonly #session: Session;
  #isReading = false;

  constructor(
    private readonly tools: Tools,
    private readonly places: StagingPlaces,
    private readonly meter: Meter,
  ) {
    this.#session = tools.session;
  }

  /** Whether this run refuses a volume, and others were read before that are as good as they were. */
  get isWaiting(): boolean {
    return this.#isReading && this.#volumesRead().length > 0;
  }

  /** The file of a content that was staged. */
  path(content: Content): string {
    return join(this.places.of(content), content.sha256);
  }

  /** Whether a content is here; else it is in its place. */
  has({ sha256 }: Content): boolean {
    return this.#whole.has(sha256);
  }

  /** Reads volumes. @throws UserError if some are missing: what was read stays for the next import */
  async read(heads: readonly BundleHead[]): Promise<void> {
    const { blobs } = heads[0]!.manifest;
    const wanted = new Map<string, Blob>();
    for (const blob of blobs) {
      const content = contentOf(blob);
      if (await this.#isWhole(content)) this.#whole.add(content.sha256);
      else if (!await this.places.isPlaced(content)) wanted.set(blob.sha256, blob);
    }
    const total = [...wanted.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    this.meter.begin("importing", total);
    this.#isReading = true;
    for (const head of heads) await this.#readVolume(head, wanted);
    this.#isReading = false;
    await this.#joinPieces(heads, wanted);
    this.meter.end();
  }

  async #readVolume(head: BundleHead, wanted: Map<string, Blob>): Promise<void> {
    const reader = await BundleReader.open(this.#session, head.file);
    const brought: string[] = [];
    try {
      if (reader.head.digest !== head.digest) {
        throw brokenBundle(head.file, "it has changed meanwhile");
      }
      await reader.each(async (piece, bytes) => {
        const blob = wanted.get(piece.sha256);
        if (blob === undefined) return;
        const isWhole = piece.bytes === blob.bytes;
        brought.push(isWhole ? this.path(contentOf(blob)) : this.#piecePath(blob, piece.offset));
        if (!isWhole) return await this.#keepPiece(blob, piece, bytes);
        await this.#receive(head.file, blob, bytes);
        wanted.delete(blob.sha256);
      });
    } catch (error) {
      // Nothing of a volume that is refused stays.
      for (const path of isRefusal(error) ? brought : []) {
        await this.#session.host.removeTree(path);
        await this.#session.host.removeTree(partOf(path));
      }
      throw error;
    } finally {
      reader.close();
    }
    this.#noteVolume(head);
  }

  async #receive(file: string, blob: Blob, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { host } = this.#session;
    const content = contentOf(blob);
    host.makeDirectory(this.places.of(content));
    const part = partOf(this.path(content));
    const growing = host.begin(part, 0o666);
    try {
      await receive(this.tools, file, blob, bytes, (piece) => growing.write(piece), this.meter);
    } finally {
      growing.close();
    }
    host.rename(part, this.path(content));
    this.#whole.add(content.sha256);
  }

  /** A piece is kept until all of its blob is there. */
  async #keepPiece(blob: Blob, piece: Piece, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { host } = this.#session;
    const path = this.#piecePath(blob, piece.offset);
    host.makeDirectory(this.places.of(contentOf(blob)));
    const growing = host.begin(partOf(path));
    try {
      for await (const part of bytes) growing.write(part);
    } finally {
      growing.close();
    }
    host.rename(partOf(path), path);
  }

  #piecePath(blob: Blob, offset: number): string {
    return join(this.places.of(contentOf(blob)), `${blob.sha256}.at-${offset}`);
  }

  /** Makes whole what came in pieces. @throws UserError if there are none of some */
  async #joinPieces(heads: readonly BundleHead[], wanted: Map<string, Blob>): Promise<void> {
    const { host } = this.#session;
    const incomplete: Blob[] = [];
    for (const blob of wanted.values()) {
      const paths = this.#piecesOf(blob);
      if (paths === undefined) {
        incomplete.push(blob);
        continue;
      }
      const session = this.#session;
      const bytes = async function* () {
        for (const path of paths) yield* fileBytes(session, path);
      };
      try {
        await this.#receive(heads[0]!.file, blob, bytes());
      } finally {
        // Of those that do not make the blob, one is damaged: none is worth to be kept.
        for (const path of paths) await host.removeTree(path);
      }
    }
    if (incomplete.length === 0) return;
    const { file, volume: { of } } = heads[0]!;
    const missing = missingVolumes(of, this.#volumesRead());
    if (missing.length === 0) {
      throw brokenBundle(file, `its volumes do not make its blob ${incomplete[0]!.sha256}`);
    }
    throw volumesMissing(file, missing, of);
  }

  #piecesOf(blob: Blob): string[] | undefined {
    const paths: string[] = [];
    for (let offset = 0; offset < blob.bytes;) {
      const path = this.#piecePath(blob, offset);
      const size = this.#session.host.stat(path)?.size ?? 0;
      if (size === 0) return undefined;
      paths.push(path);
      offset += size;
    }
    return paths.length === 0 ? undefined : paths;
  }

  async #isWhole(content: Content): Promise<boolean> {
    const { host, cancel } = this.#session;
    const path = this.path(content);
    return host.stat(path)?.size === content.bytes &&
      await host.sha256(path, cancel) === content.sha256;
  }

  #notePath(): string {
    return join(this.places.own, "volumes");
  }

  #volumesRead(): number[] {
    return (this.#session.host.readText(this.#notePath()) ?? "").split("\n").filter((line) => line)
      .map(Number);
  }

  #noteVolume({ volume }: BundleHead): void {
    const numbers = new Set([...this.#volumesRead(), volume.volume]);
    this.#session.host.makeDirectory(this.places.own);
    this.#session.host.write(this.#notePath(), [...numbers].map((n) => `${n}\n`).join(""));
  }
}

/** Where a file of the staging grows until it is whole. */
const partOf = (path: string) => `${path}.part`;
