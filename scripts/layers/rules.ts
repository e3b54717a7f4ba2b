// The rules of the code's layout, as data. `parts` are folders or files below src/.

/**
 * The parts of the program, lowest first. A part imports lower rows and itself; the parts of one
 * row do not import each other. `run` is the files right in src/run.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ["base"],
  ["config", "manual"],
  ["repo", "home", "kconfig"],
  ["bitbake", "report", "entrypoint"],
  ["lock", "clean", "container", "explain", "check"],
  ["doctor", "bundle", "matrix", "page", "init"],
  ["host"],
  ["run"],
  ["run/repo", "run/home", "run/kconfig", "run/bitbake", "run/entrypoint"],
  ["run/clean"],
  ["run/config", "run/report"],
  ["run/container"],
  ["run/lock", "run/doctor", "run/bundle", "run/matrix", "run/check", "run/completion", "run/init"],
  ["run/steps.ts"],
  ["commands"],
  ["cli"],
];

/** Layers below this one are pure: text and values in, values out. */
export const HOST_LAYER = "host";

/** The files that touch the runtime. */
export const HOST_FILES: readonly string[] = [
  "src/host/deno_host.ts",
  "src/host/deno_download.ts",
  "src/host/deno_full_screen.ts",
  "src/host/deno_processes.ts",
  "src/host/execve.ts",
];

/** Makes the real host and exits: it may use `Deno`, and import every part. */
export const MAIN = "main.ts";

/** Files that only some parts import; their own part always may. */
export const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  "src/run/steps.ts": ["commands"],
  "src/host/deno_host.ts": [MAIN],
  "src/host/deno_download.ts": [],
  "src/host/deno_full_screen.ts": [],
  "src/host/deno_processes.ts": [],
  "src/host/execve.ts": [],
};

/** Modules that code outside the host may import; with names: only these of the module. */
export const MODULES: Readonly<Record<string, readonly string[] | "all">> = {
  "node:path": "all",
  "node:buffer": ["Buffer"],
  "node:crypto": ["createHash", "timingSafeEqual"],
  yaml: "all",
};

const SLEEP = "await host.sleep()";
const NO_WAY = "the Host (src/host/host.ts) must offer it first";

/** Globals of the runtime that reach outside the program, and the right way to what they give. */
export const GLOBALS: Readonly<Record<string, string>> = {
  Deno: "ask the Host (src/host/host.ts)",
  process: "ask the Host (src/host/host.ts)",
  crypto: "host.uniqueName(), or createHash of node:crypto for a digest",
  fetch: "host.download()",
  console: "host.print(), host.printError() or the log",
  navigator: "host.processors or host.machine",
  performance: "host.now()",
  setTimeout: SLEEP,
  clearTimeout: SLEEP,
  setInterval: SLEEP,
  clearInterval: SLEEP,
  setImmediate: SLEEP,
  queueMicrotask: "await",
  localStorage: "host.write()",
  sessionStorage: "host.write()",
  globalThis: "name what is meant",
  window: "name what is meant",
  self: "name what is meant",
  Worker: NO_WAY,
  WebSocket: NO_WAY,
  EventSource: NO_WAY,
  BroadcastChannel: NO_WAY,
  XMLHttpRequest: "host.download()",
};

/** As `GLOBALS`, for one member of a global whose other members are pure. */
export const MEMBERS: Readonly<Record<string, string>> = {
  "Date.now": "host.now()",
  "Math.random": "host.uniqueName()",
  "AbortSignal.timeout": SLEEP,
};
