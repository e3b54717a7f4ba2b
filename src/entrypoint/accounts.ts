/** An entry of /etc/passwd (passwd(5)). */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

const fieldsOf = (text: string) =>
  text.split("\n").filter((line) => line.includes(":")).map((line) => line.split(":"));

/** Reads the text of /etc/passwd. */
export function parsePasswd(text: string): Account[] {
  return fieldsOf(text).map((fields) => ({
    name: fields[0]!,
    uid: Number(fields[2]),
    gid: Number(fields[3]),
    home: fields[5] ?? "/",
  }));
}

/** Ids of the groups that list `user` as a member in the text of /etc/group (group(5)). */
export function supplementaryGroups(text: string, user: string): number[] {
  return fieldsOf(text)
    .filter((fields) => (fields[3] ?? "").split(",").includes(user))
    .map((fields) => Number(fields[2]));
}

/** The text of /etc/passwd with other ids for `user`; unchanged if they are those already. */
export function withUserIds(text: string, user: string, uid: number, gid: number): string {
  return replaceFields(text, user, { 2: String(uid), 3: String(gid) });
}

/** The text of /etc/group with another id for `group`. */
export function withGroupId(text: string, group: string, gid: number): string {
  return replaceFields(text, group, { 2: String(gid) });
}

function replaceFields(
  text: string,
  name: string,
  values: Readonly<Record<number, string>>,
): string {
  return text.split("\n").map((line) => {
    if (!line.startsWith(`${name}:`)) return line;
    const fields = line.split(":");
    for (const [index, value] of Object.entries(values)) fields[Number(index)] = value;
    return fields.join(":");
  }).join("\n");
}
