// Runs that must not ask the network: in a namespace without one, and beside a server that counts.
import assert from "node:assert/strict";
import { BINARY, type Outcome, type Scene } from "./harness.ts";

/** A server that no offline run may ask, for repositories that KAS_REPO_REF_DIR has copies of. */
export class CountingServer implements AsyncDisposable {
  #asked = 0;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly env: Readonly<Record<string, string>>;

  constructor(private readonly scene: Scene) {
    this.env = { KAS_REPO_REF_DIR: scene.path("refs") };
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
      this.#asked++;
      return new Response("no\n", { status: 404 });
    });
  }

  get port(): number {
    return this.#server.addr.port;
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.port}/${name}`;
  }

  /** Where the copy of a repository is, seen from the scene's root. */
  reference(name: string, directory = "refs"): string {
    return `${directory}/127.0.0.1.${this.port}.${name}`;
  }

  /** How often it was asked since this was last called. */
  asked(): number {
    const asked = this.#asked;
    this.#asked = 0;
    return asked;
  }

  /**
   * Runs kas where the server could be asked, which it must not be, and again in a namespace without
   * network, which must end alike.
   * @param reset undoes what the first run has done
   * @returns how the second run ended
   */
  async kas(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    reset = () => {},
  ): Promise<Outcome> {
    const all = { ...this.env, ...env };
    this.asked();
    const first = await this.scene.kas(args, all);
    assert.equal(this.asked(), 0, `the network was asked: ${args.join(" ")}\n${first.stderr}`);
    reset();
    const second = await this.scene.run([...withoutNetwork(), BINARY, ...args], all);
    assert.equal(second.code, first.code, `${first.stderr}\n--\n${second.stderr}`);
    return second;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** The beginning of a command line whose program has no network, not even a loopback device. */
export function withoutNetwork(): string[] {
  return ["unshare", Deno.uid() === 0 ? "--net" : "--map-root-user", "--net"];
}
