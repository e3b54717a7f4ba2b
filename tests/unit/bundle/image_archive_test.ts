import assert from "node:assert/strict";
import {
  archiveManifest,
  imageMembers,
  imageMistake,
  loadedTag,
} from "../../../src/bundle/image_archive.ts";

const content = (digit: string) => ({ sha256: digit.repeat(64), bytes: 1 });
const image = (reference: string) => ({
  reference,
  config: content("c"),
  layers: [content("1"), content("2"), content("1")],
});

Deno.test("an image has its own name where it is loaded, if an image can be given that", () => {
  for (const reference of ["kas:5.5", "reg.example:5000/kas", "localhost/kas-isar:test"]) {
    assert.equal(loadedTag(image(reference)), reference);
  }
  const digest = `sha256:${"d".repeat(64)}`;
  for (const reference of [`kas@${digest}`, `kas:5.5@${digest}`, digest, "d".repeat(64)]) {
    assert.equal(loadedTag(image(reference)), `localhost/kas-bundle:${"c".repeat(12)}`);
  }
});

Deno.test("the manifest of an archive names each layer where it is needed", () => {
  const tagged = (reference: string) => JSON.parse(archiveManifest(image(reference)))[0].RepoTags;
  assert.deepEqual(JSON.parse(archiveManifest(image("kas:5.5"))), [{
    Config: `${"c".repeat(64)}.json`,
    RepoTags: ["kas:5.5"],
    Layers: ["1", "2", "1"].map((digit) => `${digit.repeat(64)}.tar`),
  }]);
  assert.deepEqual(tagged("reg.example:5000/kas"), ["reg.example:5000/kas:latest"]);
  assert.deepEqual(tagged("kas"), ["kas:latest"]);
});

Deno.test("an archive is of one image", () => {
  const members = { Config: "c.json", RepoTags: null, Layers: ["1.tar"] };
  assert.deepEqual(imageMembers(JSON.stringify([members])), {
    config: "c.json",
    layers: ["1.tar"],
  });
  for (
    const manifest of [
      [members, members],
      [],
      {},
      [null],
      [1],
      [{ ...members, Config: 1 }],
      [{ ...members, Layers: [1] }],
      [{ ...members, Layers: "1.tar" }],
    ]
  ) {
    assert.equal(imageMembers(JSON.stringify(manifest)), undefined, JSON.stringify(manifest));
  }
  assert.equal(imageMembers("no JSON"), undefined);
});

Deno.test("an image's configuration names its layers", () => {
  const layers = [content("1"), content("2")];
  const named = (...digits: string[]) =>
    JSON.stringify({ rootfs: { diff_ids: digits.map((digit) => `sha256:${digit.repeat(64)}`) } });
  assert.equal(imageMistake(named("1", "2"), layers), undefined);
  for (const other of [named("2", "1"), named("1"), named("1", "2", "3"), named()]) {
    assert.match(imageMistake(other, layers)!, /names other layers/);
  }
  for (const none of ["{}", '{"rootfs":{}}', '{"rootfs":{"diff_ids":[1]}}', '{"rootfs":null}']) {
    assert.match(imageMistake(none, layers)!, /names no layers/, none);
  }
  for (const none of ["", "null", "1", "\0"]) {
    assert.match(imageMistake(none, layers)!, /no JSON object/, none);
  }
});
