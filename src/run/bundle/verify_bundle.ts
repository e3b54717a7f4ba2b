import { createHash } from "node:crypto";
import { brokenBundle, volumesMissing } from "../../bundle/errors.ts";
import type { Blob, Reference } from "../../bundle/manifest.ts";
import { missingVolumes } from "../../bundle/volumes.ts";
import { initBareArgs } from "../../repo/git.ts";
import { Git } from "../repo/git/git.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { type BundleHead, BundleReader } from "./bundle_reader.ts";
import { checkObjects, readPack } from "./check_objects.ts";
import type { Meter } from "./meter.ts";
import { receive } from "./receive.ts";

/**
 * Reads all of a bundle and keeps nothing: members, sizes, digests, what is packed, and the objects
 * of packs that build on no other. @throws UserError for what is not as the manifest says
 */
export async function verifyBundle(
  session: Session,
  heads: readonly BundleHead[],
  meter: Meter,
): Promise<void> {
  const [{ manifest, file }] = heads as [BundleHead];
  const total = heads.flatMap(({ volume }) => volume.pieces).reduce(
    (sum, { bytes }) => sum + bytes,
    0,
  );
  meter.begin("verifying", total);
  const verifier = new Verifier(new Tools(session, {}), manifest.references, meter);
  const inOrder = heads.toSorted((a, b) => a.volume.volume - b.volume.volume);
  for (const head of inOrder) await verifier.volume(head);
  meter.end();
  const { of } = heads[0]!.volume;
  const given = heads.map(({ volume }) => volume.volume);
  const missing = missingVolumes(of, given);
  if (missing.length > 0) throw volumesMissing(file, missing, of);
  verifier.end(file, manifest.blobs);
}

class Verifier {
  /** Blobs that came in one piece. */
  readonly #whole = new Set<string>();
  /** Blobs that come in several pieces, with what was read of them. */
  readonly #cut = new Map<
    string,
    { readonly hash: ReturnType<typeof createHash>; bytes: number }
  >();

  constructor(
    private readonly tools: Tools,
    private readonly references: readonly Reference[],
    private readonly meter: Meter,
  ) {}

  async volume(head: BundleHead): Promise<void> {
    const { file, manifest, digest } = head;
    const blobs = new Map(manifest.blobs.map((blob) => [blob.sha256, blob]));
    const reader = await BundleReader.open(this.tools.session, file);
    try {
      if (reader.head.digest !== digest) throw brokenBundle(file, "it has changed meanwhile");
      await reader.each(async (piece, bytes) => {
        const blob = blobs.get(piece.sha256)!;
        if (piece.bytes === blob.bytes) return await this.#take(file, blob, bytes);
        const cut = this.#cut.get(blob.sha256) ?? { hash: createHash("sha256"), bytes: 0 };
        this.#cut.set(blob.sha256, cut);
        if (cut.bytes !== piece.offset) return;
        for await (const part of bytes) {
          cut.hash.update(part);
          cut.bytes += part.length;
          this.meter.add(part.length);
        }
      });
    } finally {
      reader.close();
    }
  }

  async #take(file: string, blob: Blob, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    this.#whole.add(blob.sha256);
    const reference = this.references.find(({ pack, type, since }) =>
      pack === blob.sha256 && blob.zstd === undefined && type === "git" && since.length === 0
    );
    if (reference === undefined) {
      return await receive(this.tools, file, blob, bytes, () => {}, this.meter);
    }
    await this.#pack(file, blob, reference, bytes);
  }

  /** Has git read a pack while it is read. */
  async #pack(
    file: string,
    blob: Blob,
    reference: Reference,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const { host, temporary } = this.tools.session;
    const directory = temporary.make("pack");
    try {
      const git = new Git(this.tools, directory, true);
      const { commits, shallow } = reference;
      await git.output(initBareArgs(commits[0] ?? ""));
      host.write(`${directory}/shallow`, shallow.map((commit) => `${commit}\n`).join(""));
      const hash = createHash("sha256");
      const meter = this.meter;
      const input = async function* () {
        for await (const part of bytes) {
          hash.update(part);
          meter.add(part.length);
          yield part;
        }
      };
      const check = { git, reference, file, cut: [], env: {} };
      await readPack(check, input());
      if (hash.digest("hex") !== blob.sha256) {
        throw brokenBundle(file, `its blob ${blob.sha256} is damaged`);
      }
      await checkObjects(check);
    } finally {
      await host.removeTree(directory);
    }
  }

  /** @throws UserError unless all blobs came, those in pieces whole */
  end(file: string, blobs: readonly Blob[]): void {
    for (const { sha256, bytes } of blobs) {
      if (this.#whole.has(sha256)) continue;
      const cut = this.#cut.get(sha256);
      if (cut?.bytes !== bytes || cut.hash.digest("hex") !== sha256) {
        throw brokenBundle(file, `its volumes do not make its blob ${sha256}`);
      }
    }
  }
}
