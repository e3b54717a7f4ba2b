import { fileTooLarge } from "../config/errors.ts";
import { MOST_BYTES } from "../config/text_limits.ts";
import type { Host } from "../host/host.ts";

/**
 * The bytes of a file that people write; undefined where no file is.
 * @throws UserError if it is larger than any such file, or no file but a pipe or device
 */
export function readInput(host: Host, path: string): Uint8Array | undefined {
  const size = host.stat(path)?.size ?? 0;
  if (size > MOST_BYTES) throw fileTooLarge(path, size, MOST_BYTES);
  return host.read(path);
}

/** As `readInput`, as text. */
export function readInputText(host: Host, path: string): string | undefined {
  const bytes = readInput(host, path);
  return bytes && new TextDecoder().decode(bytes);
}
