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

/** Ids below this one are the distribution's own accounts. */
const FIRST_REGULAR_ID = 1000;

/**
 * The text of /etc/passwd with other ids for `user`. A system account that has this uid
 * (daemon is 1) gets the user's former one: names are looked up by uid, and the first wins.
 */
export function withUserIds(text: string, user: string, uid: number, gid: number): string {
  const former = parsePasswd(text).find((account) => account.name === user);
  return replaceFields(evict(text, user, uid, former?.uid), user, {
    2: String(uid),
    3: String(gid),
  });
}

/** The text of /etc/group with another id for `group`; as `withUserIds`. */
export function withGroupId(text: string, group: string, gid: number): string {
  const former = fieldsOf(text).find((fields) => fields[0] === group)?.[2];
  const free = evict(text, group, gid, former === undefined ? undefined : Number(former));
  return replaceFields(free, group, { 2: String(gid) });
}

function evict(text: string, name: string, id: number, refuge: number | undefined): string {
  if (id >= FIRST_REGULAR_ID || id === 0 || refuge === undefined || refuge === id) return text;
  const holder = fieldsOf(text).find((fields) => Number(fields[2]) === id && fields[0] !== name);
  return holder ? replaceFields(text, holder[0]!, { 2: String(refuge) }) : text;
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
