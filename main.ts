import { main } from "./src/cli/main.ts";
import { DenoHost } from "./src/host/deno_host.ts";

Deno.exit(await main(new DenoHost(), Deno.exit));
