import { ARCHIVE_END, padding, tarHeader, type TarMember } from "../../bundle/tar.ts";

/** What is in a member, piece by piece. */
type MemberContent = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The bytes of a member, whose content must have the size that is told. */
export async function* memberBytes(
  member: TarMember,
  content: MemberContent,
): AsyncGenerator<Uint8Array> {
  yield tarHeader(member);
  yield* content;
  yield new Uint8Array(padding(member.size));
}

/** The bytes of an archive. */
export async function* tarBytes(
  members: Iterable<readonly [TarMember, MemberContent]>,
): AsyncGenerator<Uint8Array> {
  for (const [member, content] of members) yield* memberBytes(member, content);
  yield new Uint8Array(ARCHIVE_END);
}
