import assert from "node:assert/strict";
import { publicUrl } from "../../../src/base/credentials.ts";
import { qualifiedName } from "../../../src/repo/url.ts";

Deno.test("passwords and tokens leave http URLs; names stay", () => {
  const { url, env } = publicUrl("https://me:p%40ss@host:8443/a.git");
  assert.equal(url, "https://host:8443/a.git");
  assert.equal(env.KAS_URL_USERNAME, "me");
  assert.equal(env.KAS_URL_PASSWORD, "p@ss");
  assert.equal(env.GIT_CONFIG_KEY_1, "credential.https://host:8443.helper");
  assert.equal(publicUrl("https://0123456789abcdef@host/a").url, "https://host/a");
  for (
    const kept of ["https://me@host/a", "https://host/a", "ssh://git@host/a", "git@host:a", "/a"]
  ) {
    assert.deepEqual(publicUrl(kept), { url: kept, env: {} });
  }
  assert.equal(qualifiedName("https://me:secret@host/a.git"), "host.a.git");
});
