import assert from "node:assert/strict";
import {
  Cancelled,
  CommandError,
  OutputClosed,
  UsageError,
  UserError,
  userError,
} from "../../../src/base/errors.ts";
import { guard, judge } from "../../../src/cli/guard.ts";

/** Runs work that fails; returns the exit code and what was shown. */
async function failing(error: unknown, userCode = 2) {
  const shown: string[] = [];
  const host = { cwd: "/work", printError: (text: string) => void shown.push(text) };
  const voice = {
    userCode,
    error: (message: string) => void shown.push(`error: ${message}`),
    debug: (message: string) => void shown.push(`debug: ${message}`),
  };
  const code = await guard(host, voice, () => Promise.reject(error));
  return { code, shown };
}

Deno.test("work that succeeds gives its own code", async () => {
  const host = { cwd: "/", printError: () => assert.fail() };
  const voice = { userCode: 2, error: () => assert.fail(), debug: () => assert.fail() };
  assert.equal(await guard(host, voice, async () => 7), 7);
});

Deno.test("user errors: all problems, with their places; the code is the program's", async () => {
  const place = { file: "/work/kas.yml", line: 3, column: 5 };
  const error = new UserError([
    { kind: "a", fields: {}, message: "repos: wrong", place },
    { kind: "b", fields: {}, message: "no place" },
  ]);
  const shown = ["error: kas.yml:3:5: repos: wrong\nno place"];
  assert.deepEqual(await failing(error), { code: 2, shown });
  assert.deepEqual(await failing(error, 1), { code: 1, shown });
});

Deno.test("a failed program is the user's error; a shell's status comes through", async () => {
  const message = 'Command "sh" failed with error 7';
  const shown = [`error: ${message}`];
  assert.deepEqual(await failing(new CommandError(["sh"], 7)), { code: 2, shown });
  assert.deepEqual(await failing(new CommandError(["sh"], 7), 1), { code: 1, shown });
  assert.deepEqual(await failing(new CommandError(["sh"], 7, true), 1), { code: 7, shown });
});

Deno.test("wrong command lines are shown with the usage, in no voice", async () => {
  const error = new UsageError("kas build", "usage: kas build [-h]", "wrong");
  const shown = ["usage: kas build [-h]\nkas build: error: wrong\n"];
  assert.deepEqual(await failing(error), { code: 2, shown });
  assert.deepEqual(await failing(error, 1), { code: 2, shown });
});

Deno.test("in a log of JSON the message stands alone, without the usage", async () => {
  const shown: string[] = [];
  const host = { cwd: "/", printError: () => assert.fail() };
  const voice = {
    userCode: 2,
    messagesAlone: true,
    error: (message: string) => void shown.push(message),
    debug: () => assert.fail(),
  };
  const error = new UsageError("kas build", "usage: kas build [-h]", "wrong");
  assert.equal(await guard(host, voice, () => Promise.reject(error)), 2);
  assert.deepEqual(shown, ["wrong"]);
});

Deno.test("a closed pipe ends quietly, cancelling with a word", async () => {
  assert.deepEqual(await failing(new OutputClosed()), { code: 141, shown: [] });
  assert.deepEqual(await failing(new Cancelled()), {
    code: 130,
    shown: ["error: kas execution cancelled"],
  });
});

Deno.test("internal errors: the place is told to those who ask", async () => {
  const error = new TypeError("oops");
  const message = "internal error: oops (please report it; -l debug shows where)";
  assert.deepEqual(await failing(error, 1), {
    code: 1,
    shown: [`error: ${message}`, `debug: ${error.stack}`],
  });
  assert.deepEqual(judge("thrown text", "/", 2), {
    code: 1,
    message: "internal error: thrown text (please report it; -l debug shows where)",
    detail: undefined,
  });
});

Deno.test("where standard error is closed, too, the code still tells", async () => {
  const closed = () => {
    throw new OutputClosed();
  };
  const run = (error: unknown) =>
    guard(
      { cwd: "/", printError: closed },
      { userCode: 1, error: closed, debug: closed },
      () => Promise.reject(error),
    );
  assert.equal(await run(userError("x", {}, "x")), 1);
  assert.equal(await run(new UsageError("", "", "")), 2);
  assert.equal(await run(new Cancelled()), 130);
  assert.equal(await run(new Error("x")), 1);
});
