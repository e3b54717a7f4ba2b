import assert from "node:assert/strict";
import {
  redactSecrets,
  splitCredentials,
  withoutCredentials,
  withoutSecrets,
} from "../../../src/base/credentials.ts";

Deno.test("credentials are taken out of URLs", () => {
  const cases: [string, string][] = [
    ["clone https://user:pass@host/x now", "clone https://user:***@host/x now"],
    ["https://oauth2:glpat-1@host", "https://oauth2:***@host"],
    ["https://ghp_0123456789abcdef@host/", "https://***@host/"],
    ["git+https://ghp_0123456789abcdef@host/", "git+https://***@host/"],
    ["HTTP://ghp_0123456789abcdef@host/", "HTTP://***@host/"],
    ["https://u:p@ss@host/x", "https://u:***@host/x"],
    ["https://u:p?s#s@host/x", "https://u:***@host/x"],
    ["https://u:p@host?mail=x@y", "https://u:***@host?mail=x@y"],
    ["ssh://git:pw@host/x", "ssh://git:***@host/x"],
    ["ssh://git@host/x git@host:x", "ssh://git@host/x git@host:x"],
    ["https://h/x?private_token=abc&ref=main", "https://h/x?private_token=***&ref=main"],
    ["https://h/x?a=b&X-Amz-Signature=1#f", "https://h/x?a=b&X-Amz-Signature=***#f"],
    ["https://h/x?pat=1;ACCESS_TOKEN=2", "https://h/x?pat=***;ACCESS_TOKEN=***"],
    ["https://h/x?path=1&my-PAT=2&pattern=3", "https://h/x?path=1&my-PAT=***&pattern=3"],
    ["x?a=b?token=c=d", "x?a=b?token=***"],
    ["'?Api-Key=1' \"?auth=2\"", "'?Api-Key=***' \"?auth=***\""],
    ["a_token_of?x=1 ?a_token_of?x=1", "a_token_of?x=1 ?a_token_of?x=***"],
    ["https://TOKEN:x-oauth-basic@host/a", "https://***@host/a"],
    ["https://TOKEN:@host/a", "https://***@host/a"],
    ["https://h/x?k=0123456789abcdefXYZ&b=2", "https://h/x?k=***&b=2"],
    ["https://h/x?branch=a-long-name-of-a-branch", "https://h/x?branch=a-long-name-of-a-branch"],
    ["token=1 ?token= &token", "token=1 ?token= &token"],
  ];
  for (const [text, expected] of cases) assert.equal(redactSecrets(text), expected);
});

Deno.test("texts that are made to be slow are redacted in time", () => {
  const pieces = [
    "a",
    "?",
    "&",
    "?token",
    "?a_token",
    "token",
    "https://",
    "a://b:",
    "a@",
    ":",
    "=",
  ]
    .concat(
      "?a=",
      "&a=0",
      "?b=0123456789abcdefg",
      "?token=",
      "&sig;",
      "://",
      "://@",
      "pat",
      "?pat?",
      "'?auth",
      "\n://u:p",
    );
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    for (const hostile of [text, `https://${text}`, `${text}@`, `?${text}=`]) {
      const start = performance.now();
      redactSecrets(hostile);
      withoutCredentials(hostile);
      const took = performance.now() - start;
      assert.ok(took < 1000, `"${piece}" × 1 MB took ${took} ms`);
    }
  }
});

Deno.test("what a download sends as a header is not in its URL", () => {
  const basic = (text: string) => ({ Authorization: `Basic ${btoa(text)}` });
  const split = splitCredentials("https://me:p%40ss@host:8443/a?b#c");
  assert.deepEqual(split, { url: "https://host:8443/a?b#c", headers: basic("me:p@ss") });
  assert.deepEqual(splitCredentials("https://me@h/").headers, basic("me:"));
  assert.deepEqual(splitCredentials("https://me:100%@h/").headers, basic("me:100%"));
  // "ü€" in UTF-8.
  assert.deepEqual(splitCredentials("https://me:ü€@h/").headers, basic("me:Ã¼â\x82¬"));
  for (const kept of ["https://host/a", "file:///a@b", "https://@host/a"]) {
    assert.deepEqual(splitCredentials(kept), { url: kept, headers: {} });
  }
  assert.throws(() => splitCredentials("here"), /^UserError: "here" is no URL$/);
});

Deno.test("a repository's address has no credentials in it", () => {
  const cases: [string, string][] = [
    ["https://me:secret@host/a.git?token=x#y", "https://host/a.git"],
    ["ssh://git@host:22/a", "ssh://host:22/a"],
    ["https://host/a@b", "https://host/a@b"],
    ["git@host:a", "git@host:a"],
    ["git:secret@host:a", "host:a"],
    ["/srv/a:b@c", "/srv/a:b@c"],
  ];
  for (const [url, expected] of cases) assert.equal(withoutCredentials(url), expected);
});

Deno.test("variables that may hold a secret are hidden", () => {
  const env = { API_KEY: "1", GITLAB_PAT: "2", PATH: "/bin", URL: "https://u:p@h/", NONE: null };
  const hidden = Object.fromEntries(withoutSecrets(new Map(Object.entries(env))));
  assert.deepEqual(hidden, {
    API_KEY: "***",
    GITLAB_PAT: "***",
    PATH: "/bin",
    URL: "https://u:***@h/",
    NONE: null,
  });
});
