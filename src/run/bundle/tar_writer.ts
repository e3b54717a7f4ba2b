import { BLOCK, padding, tarHeader, type TarMember } from "../../bundle/tar.ts";
import type { GrowingFile, Host } from "../../host/host.ts";
import { memberBytes } from "./tar_bytes.ts";

/** Writes an archive member by member. */
export class TarWriter {
  readonly #file: GrowingFile;

  /** @param path is written anew */
  constructor(host: Host, path: string) {
    this.#file = host.begin(path, 0o666);
  }

  addText(name: string, text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#file.write(tarHeader({ name, size: bytes.length }));
    this.#file.write(bytes);
    this.#file.write(new Uint8Array(padding(bytes.length)));
  }

  /** Adds a member, whose content must have the size that is told. */
  async add(member: TarMember, content: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of memberBytes(member, content)) this.#file.write(piece);
  }

  /** Ends the archive, if all of it was written. */
  end(): void {
    this.#file.write(new Uint8Array(2 * BLOCK));
  }

  close(): void {
    this.#file.close();
  }
}
