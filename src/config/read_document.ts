import type { Document } from "./document.ts";
import { notText, unknownExtension } from "./errors.ts";
import { type FileFormat, formatOfName } from "./file_format.ts";
import { readCommonYaml } from "./read_common_yaml.ts";
import { readJson } from "./read_json.ts";
import { readByLibrary } from "./yaml_library.ts";

/** The format that a file's name tells. @throws UserError for any other name */
export function fileFormat(file: string): FileFormat {
  const format = formatOfName(file);
  if (!format) throw unknownExtension(file);
  return format;
}

/**
 * Reads a configuration file without checking it. To be called inside of `withYamlLibrary`.
 * @throws UserError with the place of the first mistake
 */
export function readDocument(file: string, bytes: Uint8Array): Document {
  const format = fileFormat(file);
  const text = decodeText(file, bytes);
  return format === "json"
    ? readJson(file, text)
    : readCommonYaml(file, text) ?? readByLibrary(file, text);
}

/** The bytes as text; UTF-16 is known by its byte order mark, everything else is UTF-8. */
function decodeText(file: string, bytes: Uint8Array): string {
  const decoder = bytes[0] === 0xff && bytes[1] === 0xfe
    ? UTF_16LE
    : bytes[0] === 0xfe && bytes[1] === 0xff
    ? UTF_16BE
    : UTF_8;
  try {
    return decoder.decode(bytes);
  } catch {
    throw notText(file, decoder.encoding);
  }
}

// Making one for each file would cost more than the decoding.
const newDecoder = (encoding: string) =>
  new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
const UTF_8 = newDecoder("utf-8");
const UTF_16LE = newDecoder("utf-16le");
const UTF_16BE = newDecoder("utf-16be");
