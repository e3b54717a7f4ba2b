import assert from "node:assert/strict";
import { diagnose } from "../../../src/doctor/diagnose.ts";
import { mountOf, parseMounts } from "../../../src/doctor/mounts.ts";
import { reportJson, reportText } from "../../../src/doctor/report.ts";
import { lastWords } from "../../../src/run/doctor/last_words.ts";
import { DOCKER, PODMAN, SOUND } from "./sound.ts";

const ILL = { ...SOUND, subuid: "" };
const DIAGNOSES = (["openembedded", "isar-rootless"] as const).map((buildSystem) => ({
  buildSystem,
  findings: diagnose(ILL, { buildSystem, engine: DOCKER }),
}));

Deno.test("a line for each finding, once; verdicts last", () => {
  const lines = reportText(DIAGNOSES).trimEnd().split("\n");
  assert.ok(lines.includes("ok       user: me"));
  assert.ok(
    lines.includes(
      'warning  subuid [isar-rootless]: /etc/subuid has no range for me: "kas clean ' +
        '--isar-rootless" will not work here. Remedy: sudo usermod --add-subuids 100000-165535 me',
    ),
    lines.join("\n"),
  );
  assert.deepEqual(lines.slice(-2), [
    "ok       openembedded: works here",
    "ok       isar-rootless: works here, with 1 warning",
  ]);
});

Deno.test("what programs said stays on its line, and tells no secret", () => {
  const engine = {
    ...PODMAN,
    container: { kind: "failed", reason: "\x1b[2Jhttps://u:secret@host/\nok" },
  } as const;
  const findings = diagnose(SOUND, { buildSystem: "openembedded", engine });
  const text = reportText([{ buildSystem: "openembedded", findings }]);
  assert.ok(text.includes("\\x1b[2Jhttps://u:***@host/\\nok"), text);
  assert.ok(!reportJson([{ buildSystem: "openembedded", findings }]).includes("secret"));
});

Deno.test("JSON: check, level, message, remedy and modes", () => {
  const list = JSON.parse(reportJson(DIAGNOSES));
  for (const entry of list) {
    assert.deepEqual(Object.keys(entry), ["check", "level", "message", "remedy", "modes"]);
    assert.equal(entry.remedy === null, entry.level === "ok");
  }
  assert.deepEqual(list.at(-1), {
    check: "isar-rootless",
    level: "ok",
    message: "works here, with 1 warning",
    remedy: null,
    modes: ["isar-rootless"],
  });
});

Deno.test("the mount that a path is on", () => {
  const mounts = parseMounts(
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/a rw\n" +
      "30 22 0:30 / /home rw,noexec - nfs4 server:/home rw,vers=4.2\n" +
      "31 22 0:31 / /a\\040b rw master:1 propagate_from:2 - tmpfs none ro\n" +
      "32 30 8:2 / /home rw - xfs /dev/b rw\n",
  );
  const typeOf = (path: string) => mountOf(path, mounts)?.type;
  assert.deepEqual(["/homes", "/home", "/home/me", "/a b/c", "/"].map(typeOf), [
    "ext4",
    "xfs",
    "xfs",
    "tmpfs",
    "ext4",
  ]);
  assert.ok(mountOf("/a b", mounts)!.options.includes("ro"));
  assert.equal(mountOf("/x", []), undefined);
});

Deno.test("the line of a program's errors that tells most", () => {
  assert.equal(lastWords("Error: no\nsee --help\n"), "Error: no");
  assert.equal(lastWords("one\ntwo\n"), "two");
  assert.equal(lastWords(""), "");
});
