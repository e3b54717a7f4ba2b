import { deepStrictEqual as equal } from "node:assert/strict";
import { exitCode, type Finding, findingOf, inPlace } from "../../../src/check/finding.ts";
import { githubAnnotations } from "../../../src/check/github.ts";
import { gitlabReport } from "../../../src/check/gitlab.ts";
import { findingsJson } from "../../../src/check/json.ts";
import { findingsText } from "../../../src/check/text.ts";
import type { ValueMap } from "../../../src/config/value.ts";
import { writeJson } from "../../../src/config/write_json.ts";

const ODD: Finding = {
  level: "error",
  kind: "odd",
  message: "50% of https://u:secret@x.example/\n is\x1b[31m wrong",
  key: ["repos", "a", 1],
  place: { file: "/w/a,b:c%.yml", line: 3, column: 5 },
  suggestion: "b",
};
const PLAIN: Finding = { level: "warning", kind: "warning", message: "m" };

Deno.test("exit codes: errors 2, warnings 1 if they count, notes never", () => {
  const of = (...levels: Finding["level"][]) => levels.map((level) => ({ ...PLAIN, level }));
  equal([false, true].map((strict) => exitCode(of("info"), strict)), [0, 0]);
  equal([false, true].map((strict) => exitCode(of("info", "warning"), strict)), [0, 1]);
  equal([false, true].map((strict) => exitCode(of("warning", "error"), strict)), [2, 2]);
});

Deno.test("GitHub's commands: what would end a property or a line is escaped", () => {
  equal(
    githubAnnotations([ODD, PLAIN, { ...PLAIN, level: "info" }], "/w"),
    "::error file=a%2Cb%3Ac%25.yml,line=3,col=5::50%25 of https://u:***@x.example/ is\\x1b[31m wrong\n" +
      "::warning::m\n::notice::m\n",
  );
});

Deno.test("text: one line each, no credentials, and none that GitHub would take for a command", () => {
  const hostile = { ...ODD, place: { file: "/w/::error::x.yml", line: 1, column: 1 } };
  equal(
    findingsText([ODD, hostile, PLAIN], 1, "/w"),
    "a,b:c%.yml:3:5: error: 50% of https://u:***@x.example/ is\\x1b[31m wrong\n" +
      "./::error::x.yml:1:1: error: 50% of https://u:***@x.example/ is\\x1b[31m wrong\n" +
      "warning: m\n1 file: 2 errors, 1 warning\n",
  );
});

Deno.test("JSON has the same keys for all", () => {
  const json = JSON.parse(writeJson(findingsJson([ODD, PLAIN]), { indent: 0, sortKeys: false }));
  equal(json[0], {
    level: "error",
    kind: "odd",
    file: "/w/a,b:c%.yml",
    line: 3,
    column: 5,
    key: "repos.a.1",
    message: "50% of https://u:***@x.example/\n is\x1b[31m wrong",
    suggestion: "b",
  });
  equal(Object.keys(json[1]), Object.keys(json[0]));
  equal([json[1].file, json[1].key, json[1].suggestion], [null, null, null]);
});

Deno.test("GitLab's report: paths from the root, prints that stay when lines move", () => {
  const moved = { ...ODD, place: { ...ODD.place!, line: 9 } };
  const [one, two, three] = gitlabReport([ODD, moved, PLAIN], "/w", "/w/kas.yml") as ValueMap[];
  equal(one!.get("fingerprint"), two!.get("fingerprint"));
  equal((one!.get("fingerprint") as string).length, 64);
  equal(one!.get("severity"), "critical");
  equal(
    two!.get("location"),
    new Map<string, unknown>([
      ["path", "a,b:c%.yml"],
      ["lines", new Map([["begin", 9]])],
    ]),
  );
  equal((three!.get("location") as ValueMap).get("path"), "kas.yml");
});

Deno.test("findings come in the order of the files, each once", () => {
  const at = (line: number) =>
    findingOf({
      kind: "k",
      fields: { suggestion: undefined },
      message: "m",
      place: { file: "/a", line, column: 1 },
    });
  equal(inPlace([at(2), at(1), PLAIN, at(2)], []), [PLAIN, at(1), at(2)]);
});
