// Whatever stands in a manifest, it is read as one, or refused with one message.
import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { listingText } from "../../../src/bundle/listing.ts";
import { readManifest } from "../../../src/bundle/read_manifest.ts";
import { readRecord, recordText } from "../../../src/bundle/record.ts";
import { siteFiles } from "../../../src/bundle/site_files.ts";
import { type Json, soundBundle } from "../../cli/forged_bundle.ts";

/** What stands in the place of each value, one after the other. */
const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e300,
  "",
  "x",
  "..",
  "../x",
  "/x",
  "-x",
  "a\nb",
  "a\0b",
  "\x1b[2J",
  "x".repeat(10_000),
  [],
  [null],
  [[]],
  {},
  { __proto__: null, x: {} },
  JSON.parse('{"__proto__": {"sha256": "x"}}'),
];

/** The places of all values, each as a function that replaces it in a manifest. */
function* places(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) yield* places(value[key], [...path, key]);
}

function replaced(manifest: Json, path: readonly string[], value: Json): Json {
  const copy = structuredClone(manifest);
  const around = path.slice(0, -1).reduce((inner, key) => inner[key], copy);
  around[path.at(-1)!] = value;
  return copy;
}

/** Reads a text as a manifest, and does all that is done with one before anything is unpacked. */
function use(text: string): "refused" | "read" {
  try {
    const manifest = readManifest("x.tar", text);
    listingText(manifest, "12");
    for (const file of siteFiles(manifest).values()) assert.ok(!file.includes("\x1b"));
    const record = recordText({ imported: [], manifest });
    assert.deepEqual(readRecord("record", record)?.manifest, manifest);
    return "read";
  } catch (error) {
    assert.ok(error instanceof UserError, `${error}`);
    assert.match(error.message, /^x\.tar: the bundle is refused: its manifest cannot be trusted: /);
    assert.ok(error.message.length < 1000);
    return "refused";
  }
}

Deno.test("a manifest with each value replaced by each other is read, or refused", () => {
  const { manifest } = soundBundle();
  assert.equal(use(JSON.stringify(manifest)), "read");
  let refused = 0;
  for (const path of places(manifest)) {
    for (const value of VALUES) {
      if (use(JSON.stringify(replaced(manifest, path, value))) === "refused") refused++;
    }
    const without = replaced(manifest, path, undefined);
    use(JSON.stringify(without));
  }
  assert.ok(refused > 1000, `${refused}`);
});

Deno.test("a manifest of 200,000 files is read", () => {
  const { manifest } = soundBundle();
  const [first] = manifest.files;
  for (let i = 0; i < 200_000; i++) manifest.files.push({ ...first, path: `d${i % 100}/f${i}` });
  assert.equal(use(JSON.stringify(manifest)), "read");
});
