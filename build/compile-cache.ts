/** Compiled code is kept between starts, within the checkout: a folder that all users share could be planted. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

export const COMPILE_CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'drydock', 'compiled');

/** For this process and its threads. */
export function useCompileCache(): void {
  enableCompileCache(COMPILE_CACHE);
}
