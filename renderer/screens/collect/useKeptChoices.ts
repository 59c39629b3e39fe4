import { type FormDraft, useFormDraft } from '../../autosave/useFormDraft.ts';
import { type Mirror, useMirror } from '../../autosave/useMirror.ts';
import { CHOICES, type CollectChoices, choicesOf, withChoices } from './choices.ts';
import { type CollectDraft, collectDraft, EMPTY_COLLECT_DRAFT } from './draft.ts';

/** The choices of the collect screen, kept in the engagement. */
export function useKeptCollectChoices(): FormDraft<CollectChoices> {
  const form = useFormDraft<CollectChoices>({
    key: 'collect',
    title: 'The selection to collect',
    address: '/collect',
    initial: choicesOf(EMPTY_COLLECT_DRAFT),
    shape: CHOICES,
  });
  useMirror(form, MIRROR);
  return form;
}

const MIRROR: Mirror<CollectDraft, CollectChoices> = {
  value: collectDraft,
  fieldsOf: choicesOf,
  withFields: withChoices,
};
