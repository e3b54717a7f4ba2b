import { UserError } from "../../base/errors.ts";
import type { BuildSystem } from "../../config/config.ts";
import type { Engine } from "../../container/facts.ts";
import { chooseImage } from "../../container/image.ts";
import { engineAccess } from "../../container/launch_mode.ts";
import type { EngineFacts, Place, WorkingEngine } from "../../doctor/facts.ts";
import type { Host } from "../../host/host.ts";
import { findEngine } from "../container/find_engine.ts";
import { findImagePin } from "../container/image.ts";
import { probe } from "../container/probe.ts";
import { lastWords } from "./last_words.ts";

/** What is tried with an engine. */
export interface EngineTrials {
  /** Starts a container of an image, with all that kas-container gives it. */
  container(engine: Engine, image: string): Promise<WorkingEngine["container"]>;
  /** Looks at the directory of the caller's images, and whether it can be written to. */
  place(path: string): Promise<Place>;
}

/**
 * Looks for the engine that kas-container would take, and asks it.
 * @param host one whose programs have a time limit; its KAS_CONTAINER_ENGINE is what was asked for
 */
export async function gatherEngineFacts(
  host: Host,
  buildSystem: BuildSystem,
  trials: EngineTrials,
): Promise<EngineFacts> {
  const { env } = host;
  const found = await findEngine(host, buildSystem).catch(notFound);
  if ("kind" in found) return found;
  const { engine, engineNote: note, sudo } = found;
  const version = (await probe(host, engine, "--version")).stdout.trim();
  const access = engineAccess(buildSystem, found);
  const pin = await findImagePin(host, host.cwd, host.cwd, host.cwd);
  const image = chooseImage(buildSystem, env, pin).reference;
  const about = { kind: "works", engine, access, version, note, sudo, image } as const;
  if (access === "through_root") {
    return { ...about, storage: undefined, imageIsThere: undefined, container: undefined };
  }
  const info = await askForInfo(host, engine);
  if (typeof info === "string") return { kind: "broken", engine, reason: info };
  // The daemon's images are its own affair.
  const place = engine === "podman" && info.root ? await trials.place(info.root) : undefined;
  const storage = info.driver === undefined ? undefined : { driver: info.driver, place };
  const { status } = await probe(host, engine, "image", "inspect", "--", image);
  const imageIsThere = status === 0;
  const refused = host.uid === 0 && env.KAS_ALLOW_ROOT !== "yes";
  const container = imageIsThere && !refused ? await trials.container(engine, image) : undefined;
  return { ...about, storage, imageIsThere, container };

  function notFound(error: unknown): EngineFacts & { readonly kind: "not_found" } {
    if (!(error instanceof UserError)) throw error;
    const wanted = env.KAS_CONTAINER_ENGINE || env.KAS_DOCKER_ENGINE;
    return { kind: "not_found", reason: error.message, wanted };
  }
}

/** What the engine says of its storage, or why it says nothing. */
async function askForInfo(
  host: Host,
  engine: Engine,
): Promise<{ readonly driver?: string; readonly root?: string } | string> {
  const format = engine === "podman"
    ? "{{.Store.GraphDriverName}}\n{{.Store.GraphRoot}}"
    : "{{.Driver}}";
  const { status, stdout, stderr } = await probe(host, engine, "info", "--format", format);
  if (status !== 0) return lastWords(stderr);
  const [driver, root] = stdout.trim().split("\n");
  return { ...(driver ? { driver } : {}), ...(root ? { root } : {}) };
}
