/** The code of a system or SQLite error; never its message, which may hold data. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
