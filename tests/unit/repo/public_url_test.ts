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
    assert.deepEqual(publicUrl(kept), { url: kept, env: {}, login: undefined });
  }
  assert.equal(publicUrl("https://TOKEN:x-oauth-basic@h/a").url, "https://h/a");
  assert.equal(qualifiedName("https://me:secret@host/a.git"), "host.a.git");
});

Deno.test("secret parameters reach git by its environment; others stay in the URL", () => {
  const cases: [string, string][] = [
    ["https://h/a.git?pat=x", "https://h/a.git"],
    ["https://h/a?repo=lib&private_token=x#f", "https://h/a?repo=lib#f"],
    ["https://h/a?k=0123456789abcdefXYZ", "https://h/a"],
    ["https://me@h/a?access_token=x", "https://me@h/a"],
    ["https://me:p@h/a?X-Amz-Signature=x&b=1", "https://h/a?b=1"],
  ];
  for (const [url, expected] of cases) {
    const found = publicUrl(url);
    assert.equal(found.url, expected);
    const last = Number(found.env.GIT_CONFIG_COUNT) - 1;
    assert.equal(found.env[`GIT_CONFIG_VALUE_${last}`], expected);
    const key = found.env[`GIT_CONFIG_KEY_${last}`]!;
    assert.equal(key, `url.${url.replace("me:p@", "")}.insteadOf`);
    assert.equal(qualifiedName(url), qualifiedName(expected));
  }
  assert.deepEqual(publicUrl("https://h/a?repo=lib").env, {});
});
