import { SCHEMA } from "../config/schema.ts";
import { defineCommand } from "./command.ts";

export const schema = defineCommand({
  options: [],
  positionals: [],
  examples: [["kas schema >kas.schema.json", "For an editor that checks project files."]],
  read: () => undefined,
  async run({ host }) {
    host.print(`${JSON.stringify(SCHEMA, null, 2)}\n`);
    return 0;
  },
});
