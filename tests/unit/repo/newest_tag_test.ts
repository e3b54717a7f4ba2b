import assert from "node:assert/strict";
import { newestTag } from "../../../src/repo/newest_tag.ts";

Deno.test("the newest tag is the highest version", () => {
  assert.equal(newestTag(["v1.9", "v1.10", "v1.2.3"]), "v1.10");
  assert.equal(newestTag(["v2.0-rc1", "v2.0", "v2.0-rc10"]), "v2.0");
  assert.equal(newestTag(["v2.0-rc1", "v2.0-rc10", "v2.0-rc9"]), "v2.0-rc10");
  assert.equal(newestTag(["1", "1.0.1"]), "1.0.1");
  assert.equal(newestTag(["20240101", "99999999999999999999999"]), "99999999999999999999999");
});

Deno.test("tags of another name do not count", () => {
  const tags = ["yocto-5.0", "yocto-5.1", "uninative-9", "nothing"];
  assert.equal(newestTag(tags), "yocto-5.1", "most have this name");
  assert.equal(newestTag(tags, "uninative-8"), "uninative-9");
  assert.equal(newestTag(tags, "v1"), undefined);
  assert.equal(newestTag(["latest", "stable"]), undefined);
  assert.equal(newestTag(["a1"], "latest"), undefined);
  assert.equal(newestTag([]), undefined);
});
