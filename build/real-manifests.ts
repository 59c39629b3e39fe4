import { join } from 'node:path';

/**
 * Where the manifests of real projects lie, one directory each: beside the checkout, or as named. They are data to test
 * with and not part of the repository.
 */
export const REAL_MANIFESTS =
  process.env['DRYDOCK_REAL_MANIFESTS'] ?? join(import.meta.dirname, '..', '..', 'shared', 'real');
