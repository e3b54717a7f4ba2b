import assert from "node:assert/strict";
import { readGpgStatus, readSshVerdict, tagObjectName } from "../../../src/repo/signature.ts";

const KEY = "A".repeat(40);
const status = (...lines: string[]) => lines.map((line) => `[GNUPG:] ${line}`).join("\n");
const valid = (key: string) =>
  `VALIDSIG ${"B".repeat(40)} 2024-01-01 1704067200 0 4 0 22 8 00 ${key}`;

Deno.test("gpg status: one good signature, by the primary key's fingerprint", () => {
  const good = status("NEWSIG", "GOODSIG 1234 Alice", valid(KEY));
  assert.deepEqual(readGpgStatus(good), { kind: "good", fingerprint: KEY });
});

Deno.test("gpg status: whatever is not exactly that is bad", () => {
  const bad = [
    "",
    status("GOODSIG 1234 Alice"),
    status(valid(KEY)),
    status("GOODSIG 1 A", valid(KEY), "GOODSIG 2 B", valid(KEY)),
    status("EXPKEYSIG 1234 Alice", valid(KEY)),
    status("REVKEYSIG 1234 Alice", valid(KEY)),
    status("GOODSIG 1 A", "BADSIG 2 B", valid(KEY)),
    // Text of a user, not of gpg.
    `gpg: ${valid(KEY)}\n${status(`GOODSIG 1 M ${valid(KEY)}`)}`,
    ` ${status("GOODSIG 1 A", valid(KEY)).replaceAll("\n", "\n ")}`,
  ];
  for (const output of bad) assert.deepEqual(readGpgStatus(output), { kind: "bad" }, output);
});

Deno.test("ssh verdict: for our principal, and nothing of gpg's beside it", () => {
  const print = `SHA256:${"a".repeat(43)}`;
  const line = `Good "git" signature for kas-allowed-signer with ED25519 key ${print}`;
  assert.deepEqual(readSshVerdict(`${line}\n`), { kind: "good", fingerprint: print });
  for (
    const output of [
      line.replace("kas-allowed", "another"),
      `x ${line}`,
      `${line}\n[GNUPG:] GOODSIG`,
    ]
  ) {
    assert.deepEqual(readSshVerdict(output), { kind: "bad" });
  }
});

Deno.test("a tag object tells its name in its header, not in its message", () => {
  assert.equal(tagObjectName("object 1\ntype commit\ntag v1\ntagger x\n\ntag v2\n"), "v1");
});
