import assert from "node:assert/strict";
import { patchSubject } from "../../../src/repo/patches.ts";

Deno.test("the subject of a patch is that of its mail, unfolded", () => {
  const mail = "From 0\r\nSubject: [PATCH 1/2] [x] Mend\r\n  it\r\nDate: x\r\n\r\nSubject: no\r\n";
  assert.equal(patchSubject(mail), "Mend it");
  assert.equal(patchSubject("Subject: Mend: [it]\n\n---\n"), "Mend: [it]");
  assert.equal(patchSubject("--- a/x\n+++ b/x\n\nSubject: no\n"), undefined);
  assert.equal(patchSubject("Subject: [PATCH]\n"), undefined);
});
