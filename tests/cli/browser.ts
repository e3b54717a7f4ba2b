// Drives a Chromium without a screen, by the protocol of its developer tools.
import assert from "node:assert/strict";

const NAMES = ["chromium-headless-shell", "chromium", "google-chrome"];
/** The browser that is there; KAS_TEST_BROWSER names another one. */
const BROWSER = Deno.env.get("KAS_TEST_BROWSER") ?? NAMES.find(isInstalled);

/** Why no browser can be used; undefined if one can. */
export const NO_BROWSER = BROWSER === undefined
  ? `none of ${NAMES.join(", ")} is there`
  : undefined;

function isInstalled(name: string): boolean {
  const directories = (Deno.env.get("PATH") ?? "").split(":");
  return directories.some((directory) => {
    try {
      return Deno.statSync(`${directory}/${name}`).isFile;
    } catch {
      return false;
    }
  });
}

/** A page that is open. */
export interface Tab {
  /** What an expression gives in the page. */
  evaluate(expression: string): Promise<unknown>;
  send(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Methods of what has happened since it was opened, with what they tell. */
  readonly events: readonly { readonly method: string; readonly params: unknown }[];
}

/** Opens a file in a browser of its own, with a profile in a directory that is not there yet. */
export async function withTab(
  file: string,
  profile: string,
  use: (tab: Tab) => Promise<void>,
): Promise<void> {
  await using browser = new Deno.Command(BROWSER!, {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    const { host } = new URL(await addressOf(browser.stderr));
    const [target] = await (await fetch(`http://${host}/json/list`)).json();
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((done) => socket.onopen = done);
    const tab = tabOf(socket);
    for (const domain of ["Page", "Network", "Log", "Runtime"]) {
      await tab.send(`${domain}.enable`, {});
    }
    await tab.send("Page.navigate", { url: `file://${file}` });
    while (await tab.evaluate("document.readyState") !== "complete");
    await use(tab);
    socket.close();
  } finally {
    browser.kill("SIGKILL");
  }
}

/** The address that the browser tells on its standard error, which is read on till it ends. */
async function addressOf(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let told = "";;) {
    const { value, done } = await reader.read();
    assert.ok(!done, told);
    told += value;
    const address = /listening on (ws:\S+)\n/.exec(told)?.[1];
    if (address === undefined) continue;
    (async () => {
      while (!(await reader.read()).done);
    })();
    return address;
  }
}

function tabOf(socket: WebSocket): Tab {
  const events: { method: string; params: unknown }[] = [];
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(data);
    if (id === undefined) events.push({ method, params });
    else waiting.get(id)?.(result ?? { error });
  };
  const send = (method: string, params: Record<string, unknown>) =>
    new Promise<Record<string, unknown>>((done) => {
      waiting.set(++last, done);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return {
    events,
    send,
    async evaluate(expression) {
      const answer = await send("Runtime.evaluate", { expression, returnByValue: true });
      assert.equal(answer.exceptionDetails, undefined, JSON.stringify(answer));
      return (answer.result as { value?: unknown }).value;
    },
  };
}
