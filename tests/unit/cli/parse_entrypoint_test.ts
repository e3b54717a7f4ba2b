import assert from "node:assert/strict";
import { UsageError, UserError } from "../../../src/base/errors.ts";
import { parseEntrypoint } from "../../../src/cli/parse_entrypoint.ts";

Deno.test("the entrypoint starts its words, or prints what it would do before", () => {
  assert.deepEqual(parseEntrypoint([], false), { kind: "run", argv: [] });
  assert.deepEqual(parseEntrypoint(["build", "kas.yml"], true), {
    kind: "run",
    argv: ["build", "kas.yml"],
  });
  assert.deepEqual(parseEntrypoint(["--print-plan", "build"], false), {
    kind: "print_plan",
    argv: ["build"],
  });
});

Deno.test("idmap: files, user and ranges", () => {
  const words = ["--uid-map", "u", "--gid-map=g", "--user", "me", "--uid", "1000"];
  assert.deepEqual(parseEntrypoint(["idmap", ...words, "--subuid", "1:2"], false), {
    kind: "idmap",
    options: {
      uidMap: "u",
      gidMap: "g",
      user: "me",
      uid: 1000,
      gid: undefined,
      subuid: "1:2",
      subgid: undefined,
    },
  });
  assert.throws(
    () => parseEntrypoint(["idmap", "--foo"], false),
    (error) => error instanceof UserError && error.message === "unknown arguments: --foo",
  );
  assert.throws(() => parseEntrypoint(["idmap", "--uid", "x"], false), UsageError);
});

Deno.test("what kas-container starts is kas's, not the entrypoint's", () => {
  assert.deepEqual(parseEntrypoint(["idmap"], true), { kind: "run", argv: ["idmap"] });
});
