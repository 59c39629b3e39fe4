/** Why a bundle is refused. */
import { DrydockError } from '../../shared/errors.ts';

/** @throws DrydockError BUNDLE_INVALID, always */
export function invalid(reason: string): never {
  throw new DrydockError('BUNDLE_INVALID', { reason });
}
