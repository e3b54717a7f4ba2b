import assert from "node:assert/strict";
import { transientFailure } from "../../../src/repo/transient.ts";

Deno.test("what breaks on the way may pass", () => {
  const words = [
    "fatal: unable to access 'http://h/x/': The requested URL returned error: 503",
    "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502",
    "error: RPC failed; curl 56 GnuTLS recv error (-9)",
    "fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF",
    "fatal: unable to access 'http://h/x/': Empty reply from server",
    "fatal: unable to access 'http://h/x/': Recv failure: Connection reset by peer",
    "error: Unable to get pack file http://h/p\ntransfer closed with 7 bytes remaining to read",
    "fatal: unable to access 'https://h/': Operation too slow. Less than 1 bytes/sec",
    "ssh: connect to host h port 22: Connection timed out",
    "kex_exchange_identification: Connection closed by remote host",
    "abort: HTTP Error 503: Service Unavailable",
    "abort: error: Connection reset by peer",
    "abort: stream ended unexpectedly (got 0 bytes, expected 4)",
  ];
  for (const word of words) assert.notEqual(transientFailure(word), undefined, word);
  assert.equal(transientFailure("Cloning into 'x'...\nfatal: early EOF\n"), "fatal: early EOF");
});

Deno.test("a refusal does not pass, whatever breaks after it", () => {
  const words = [
    "fatal: repository 'http://h/x/' not found",
    "fatal: unable to access 'http://h/x/': The requested URL returned error: 403",
    "remote: Repository not found.\nfatal: the remote end hung up unexpectedly",
    "fatal: Authentication failed for 'http://h/x/'",
    "git@h: Permission denied (publickey).\nfatal: the remote end hung up unexpectedly",
    "fatal: could not read Username for 'http://h': terminal prompts disabled",
    "error: RPC failed; HTTP 404 curl 22 The requested URL returned error: 404",
    "abort: HTTP Error 404: Not Found",
    "fatal: unable to access 'http://h/': Could not resolve host: h",
    "fatal: couldn't find remote ref main",
    "",
  ];
  for (const word of words) assert.equal(transientFailure(word), undefined, word);
});
