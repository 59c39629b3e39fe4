import { DrydockError } from '../../../shared/errors.ts';
import type { Implementer, WorkbenchContext } from '../context.ts';

/** To be filled in: until then every review is answered with NOT_FOUND. */
export function reviewProcedures(os: Implementer, _workbench: WorkbenchContext) {
  const none = (): never => {
    throw new DrydockError('NOT_FOUND', { what: 'The review' });
  };
  return {
    open: os.review.open.handler(none),
    summary: os.review.summary.handler(none),
    log: os.review.log.handler(none),
    objects: os.review.objects.handler(none),
    object: os.review.object.handler(none),
    close: os.review.close.handler(none),
  };
}
