// Where the user without root runs kas-container with one engine.
import assert from "node:assert/strict";
import type { Outcome } from "../cli/harness.ts";
import { copyImage, importImage, TAG } from "./image.ts";
import { writeProject } from "./project.ts";
import { asUser, binaryFor, type TestUser, tool } from "./user.ts";

/** A directory that is gone after the test. */
export interface Temporary extends AsyncDisposable {
  readonly path: string;
}

/** A new directory of this name, which everybody may enter. */
export async function temporary(name: string): Promise<Temporary> {
  const path = await Deno.makeTempDir({ prefix: `${name}-` });
  await Deno.chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** How the user gets at an engine. */
export interface Engine {
  readonly name: "docker" | "podman";
  readonly env: Record<string, string>;
  /** What root puts before the user's command lines. */
  readonly within?: readonly string[];
}

/** A place where the user has a project and one engine with the image. */
export class Site {
  readonly work: string;

  private constructor(
    readonly user: TestUser,
    /** The user's: the program, its home, the repository proj and KAS_WORK_DIR. */
    readonly directory: string,
    readonly engine: Engine,
  ) {
    this.work = `${directory}/work`;
  }

  /**
   * Makes all of it in a directory that is there.
   * @param ids which the stand-in for Isar's bitbake leaves files of
   * @param alter changes the archive that the image is made of
   */
  static async make(
    user: TestUser,
    directory: string,
    engine: Engine,
    { ids, alter }: {
      readonly ids: readonly number[];
      readonly alter?: (archive: string) => Promise<void>;
    },
  ): Promise<Site> {
    binaryFor(directory);
    for (const name of ["home", "proj", "work"]) await Deno.mkdir(`${directory}/${name}`);
    await writeProject(`${directory}/proj`, ids);
    const parts = ["kas", "home", "proj", "work"].map((name) => `${directory}/${name}`);
    await tool("chown", "-R", `${user.uid}:${user.gid}`, ...parts);
    const site = new Site(user, directory, engine);
    const archive = await copyImage(directory);
    await alter?.(archive);
    const imported = await site.run(...importImage(engine.name, archive));
    assert.equal(imported.code, 0, imported.stderr);
    return site;
  }

  /** Runs a command line as the user. */
  run(...argv: readonly string[]): Promise<Outcome> {
    const { user, directory, engine } = this;
    const env = {
      HOME: `${directory}/home`,
      KAS_WORK_DIR: this.work,
      KAS_CONTAINER_IMAGE: TAG,
      KAS_CONTAINER_ENGINE: engine.name,
      ...engine.env,
    };
    return asUser(user, directory, argv, env, engine.within);
  }

  kas(...args: readonly string[]): Promise<Outcome> {
    return this.run(`${this.directory}/kas`, ...args);
  }

  /** kas-container for Isar without root. */
  isar(...args: readonly string[]): Promise<Outcome> {
    return this.kas("container", "--isar-rootless", "--runtime-args", "--network=none", ...args);
  }

  /** kas-container for OpenEmbedded, where builder may become root. */
  openEmbedded(...args: readonly string[]): Promise<Outcome> {
    const runtimeArgs = "--network=none -e KAS_IMAGE_VARIANT=kas";
    return this.kas("container", "--runtime-args", runtimeArgs, ...args);
  }
}
