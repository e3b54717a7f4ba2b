import type { BuildSystem } from "../../config/config.ts";
import { noWayToRoot } from "../../container/errors.ts";
import type { Engine } from "../../container/facts.ts";
import { engineAccess } from "../../container/launch_mode.ts";
import { engineEnvironment, rootCommand } from "../../container/privileges.ts";
import type { Finished } from "../../host/host.ts";
import type { ToolOptions, Tools } from "../tools.ts";
import { findEngine } from "./find_engine.ts";

/** What an engine says of an image. */
export interface InspectedImage {
  /** Digest of its configuration; docker with containerd's store tells another one. */
  readonly id: string;
  /** Digests of its layers as they are unpacked, the lowest first. */
  readonly layers: readonly string[];
}

/** The engine that runs the containers of a build system, called as the launcher calls it. */
export class EngineCall {
  private constructor(
    private readonly tools: Tools,
    readonly engine: Engine,
    private readonly before: readonly string[],
    private readonly options: Pick<ToolOptions, "env" | "lookUp">,
  ) {}

  /** @throws UserError without an engine */
  static async find(tools: Tools, buildSystem: BuildSystem): Promise<EngineCall> {
    const { host, log } = tools.session;
    const found = await findEngine(host, buildSystem);
    const access = engineAccess(buildSystem, found);
    if (access === "through_root" && !found.sudo) throw noWayToRoot();
    if (found.engineNote !== undefined) {
      log.notes([{ level: "warning", message: found.engineNote }]);
    }
    const start = { access, facts: { ...found, env: host.env, pid: host.pid } };
    return new EngineCall(tools, found.engine, rootCommand(start, []), {
      env: engineEnvironment(start),
      // sudo asks for a password on the terminal, which a session of its own has not.
      lookUp: access === "through_root",
    });
  }

  /** Runs the engine; its status is the caller's to judge. */
  run(args: readonly string[], options: Omit<ToolOptions, "env" | "lookUp"> = {}) {
    const argv = [...this.before, this.engine, ...args];
    return this.tools.run(argv, "/", { ...options, ...this.options });
  }

  /** Asks for an image. @returns what the engine said, and what that means if the image is there */
  async inspect(reference: string): Promise<Finished & { readonly image?: InspectedImage }> {
    const answer = await this.run(["image", "inspect", "--", reference]);
    const image = answer.status === 0 ? inspected(answer.stdout) : undefined;
    return image === undefined ? answer : { ...answer, image };
  }
}

function inspected(json: string): InspectedImage | undefined {
  try {
    const [found] = JSON.parse(json);
    const bare = (digest: unknown) => String(digest).replace(/^sha256:/, "");
    return { id: bare(found.Id), layers: (found.RootFS?.Layers ?? []).map(bare) };
  } catch {
    return undefined;
  }
}
