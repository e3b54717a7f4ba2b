import assert, { deepStrictEqual as equal } from "node:assert/strict";
import {
  inspectedVersion,
  taggedVersion,
  versionNotes,
} from "../../../src/container/image_version.ts";

Deno.test("the tags of kas's own images, and of mirrors, are versions of kas", () => {
  equal(taggedVersion("ghcr.io/siemens/kas/kas:5.5"), "5.5");
  equal(taggedVersion("reg:5000/mirror/siemens/kas/kas-isar:4.8.1-debian-bookworm"), "4.8.1");
  equal(taggedVersion(`siemens/kas/kas:5.2@sha256:${"a".repeat(64)}`), "5.2");
  for (
    const other of [
      ...["ghcr.io/siemens/kas/kas:latest", "ghcr.io/siemens/kas/kas:5", "me/kas:5.2"],
      ...["ghcr.io/siemens/kas/kas", "x/siemens/kas/kas-x:5.2", "ghcr.io/siemens/kas/kas:5.2x"],
      "ghcr.io/notsiemens/kas/kas:5.2",
    ]
  ) {
    equal(taggedVersion(other), undefined, other);
  }
});

const texts = (version: unknown, title: unknown = "kas") => ({
  "org.opencontainers.image.version": version,
  "org.opencontainers.image.title": title,
});

Deno.test("labels and annotations tell the version, if they are about kas", () => {
  const found = (image: unknown) => inspectedVersion(JSON.stringify([image]));
  equal(found({ Config: { Labels: texts("5.4") }, Annotations: {} }), "5.4");
  equal(found({ Config: { Labels: null }, Annotations: texts("5.3", "kas-isar") }), "5.3");
  equal(found({ Config: { Labels: texts("1.0", "mine") }, Annotations: texts("5.3") }), "5.3");
  for (
    const other of [
      ...[null, 1, {}, { Config: null }, { Config: {} }, { Annotations: null }],
      ...[{ Config: { Labels: texts("1.0", "mine") } }, { Annotations: texts(5) }],
      { Config: { Labels: { "org.opencontainers.image.version": "1.0" } } },
    ]
  ) {
    equal(found(other), undefined, JSON.stringify(other));
  }
  for (const text of ["", "no JSON", "{}", "[", "null"]) equal(inspectedVersion(text), undefined);
});

Deno.test("fixes of one release are alike; what is no version is not told of", () => {
  const told = (version: string | undefined) => versionNotes("reg/kas:x", version);
  for (const same of ["5.5", "5.5.1", "5.5-rc1", undefined, "latest", "master", ""]) {
    equal(told(same), []);
  }
  for (const other of ["5.4", "5.50", "4.8", "55.5"]) {
    const [note] = told(`${other}.1`);
    equal(note!.level, "warning");
    assert.ok(
      note!.message.startsWith(`The image reg/kas:x has kas ${other}, but this is kas-con`),
    );
  }
});
