/** Why something could not be written, from the code of the system or of SQLite. Never its message, which may hold data. */

const REASONS: readonly (readonly [code: RegExp, words: string])[] = [
  [/^(ENOENT|ENOTDIR)$/, 'its folder does not exist'],
  [/^(EACCES|EPERM|SQLITE_PERM|SQLITE_AUTH)$/, 'permission was denied'],
  [/^(EROFS|SQLITE_READONLY.*)$/, 'the disk or the file is read-only'],
  [/^(ENOSPC|SQLITE_FULL)$/, 'the disk is full'],
  [/^EDQUOT$/, 'the disk quota is used up'],
  [/^EFBIG$/, 'the file may not grow any larger here'],
  [/^(EIO|ENXIO|ENODEV|ESTALE|SQLITE_IOERR.*)$/, 'the disk reports an error or is not accessible'],
  [/^SQLITE_CANTOPEN.*$/, 'it cannot be opened'],
  [/^ENAMETOOLONG$/, 'its name is too long'],
];

/** A clause such as "the disk is full"; the code itself where there are no words for it. */
export function writeFailureWords(code: string): string {
  return REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? code;
}

/** True for what only a write to a medium meets; a file that is read gives others. */
export function isWriteFailure(code: string): boolean {
  return /^(SQLITE_(FULL|IOERR|READONLY|CANTOPEN|PERM|AUTH)|ENOSPC$|EDQUOT$|EFBIG$|EROFS$)/.test(code);
}
