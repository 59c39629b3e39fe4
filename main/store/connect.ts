/** The one place where a SQLite connection is made, so that the compiled part is named and never searched for. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Opens a connection. The library would look into the process report to tell the C libraries of Linux apart, and that
 * report ends Electron 42 and later.
 * @throws what better-sqlite3 throws, and the loader's error when no compiled part fits this system
 */
export function openDatabase(
  path: string,
  options: { readonly timeout?: number; readonly readonly?: boolean; readonly fileMustExist?: boolean } = {},
): Database.Database {
  return new Database(path, { ...options, nativeBinding: nativeBinding() });
}

/** Path of the first compiled part that loads here. Node keeps what it has loaded, so only the first call is slow. */
export function nativeBinding(): string {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('better-sqlite3/package.json')), 'prebuilds');
  const candidates = candidatesFor(process.platform, process.arch).map((name) =>
    join(folder, `${name}.node`),
  );
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      require(candidate);
      return candidate;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** The C library of Linux is glibc but for Alpine and its like, where the first does not load. */
function candidatesFor(platform: string, arch: string): string[] {
  return platform === 'linux' ? [`linux-${arch}`, `linuxmusl-${arch}`] : [`${platform}-${arch}`];
}
