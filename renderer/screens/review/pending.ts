/** The bundle that someone wants to review: chosen elsewhere, taken up by the review screen. */
import type { ChosenFile } from '../../files/chosen-file.ts';
import { createValue } from '../../shell/value.ts';

export const pendingReview = createValue<ChosenFile | null>(null);

export const offerForReview = (file: ChosenFile): void => pendingReview.set(file);
