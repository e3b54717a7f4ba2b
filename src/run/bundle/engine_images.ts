import { engineUnusable, imageNotPulled } from "../../bundle/errors.ts";
import { imageNotHere } from "../../container/errors.ts";
import type { Finished } from "../../host/host.ts";
import type { EngineCall, InspectedImage } from "../container/engine_call.ts";
import { isAbsent } from "../container/image.ts";
import type { Session } from "../session.ts";

/** The last line that a program said, for messages. */
export function lastWords({ stderr, status }: Finished): string {
  return stderr.trim().split("\n").at(-1) || `it ends with status ${status}`;
}

/** An image that the engine has; undefined if it has not. @throws UserError if it cannot be asked */
export async function findImage(
  engine: EngineCall,
  reference: string,
): Promise<InspectedImage | undefined> {
  const answer = await engine.inspect(reference);
  if (answer.image === undefined && !isAbsent(answer)) {
    const words = answer.status === 0 ? "its answer is not understood" : lastWords(answer);
    throw engineUnusable(engine.engine, reference, words);
  }
  return answer.image;
}

/** An image, pulled if it is not here. @throws UserError if it cannot be had */
export async function fetchImage(
  { log, options }: Session,
  engine: EngineCall,
  reference: string,
): Promise<InspectedImage> {
  const here = await findImage(engine, reference);
  if (here !== undefined) return here;
  if (options.offline) throw imageNotHere(reference, engine.engine);
  log.info(`Pulling the image ${reference} by ${engine.engine}`);
  const pulled = await engine.run(["pull", "--", reference], { collect: "tail" });
  if (pulled.status !== 0) throw imageNotPulled(engine.engine, reference, lastWords(pulled));
  const image = await findImage(engine, reference);
  if (image === undefined) throw imageNotPulled(engine.engine, reference, "it is still not there");
  return image;
}
