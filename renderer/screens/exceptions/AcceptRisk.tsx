/** “Accept this risk”: closed it is one quiet button, open it is the form. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Verdict } from '../../../shared/verdict.ts';
import { InspectorSection } from '../../components/Inspector.tsx';
import { ExceptionForm, useExceptionForm } from './ExceptionForm.tsx';
import { scopeChoices } from './scopes.ts';

interface AcceptRiskProps {
  readonly control: string;
  readonly clusterId: string | null;
  /** What was failing where the button stands; null for the control or the cluster as a whole. */
  readonly object: ObjectRef | null;
  readonly subject: Verdict['subject'];
}

export function AcceptRisk({ control, clusterId, object, subject }: AcceptRiskProps) {
  const choices = scopeChoices(object, subject);
  const form = useExceptionForm({
    exception: null,
    control,
    clusterId,
    choices,
    at: [clusterId ?? '', object?.namespace ?? '', object?.kind ?? '', object?.name ?? ''].join(' '),
    address: `/controls/${control}`,
  });
  // What was begun and not saved stands open again after a reload.
  const [asked, setOpen] = useState<boolean | null>(null);
  const open = asked ?? form.begun;
  return (
    <InspectorSection title="Accept this risk">
      {open ? (
        <ExceptionForm
          exception={null}
          control={control}
          choices={choices}
          form={form}
          onDone={() => setOpen(false)}
        />
      ) : (
        <>
          <p className="muted small">
            An accepted risk has a reason, an owner and an expiry date. It stays in the report, and ratings do
            not change.
          </p>
          <div>
            <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
              Accept this risk
            </Button>
          </div>
        </>
      )}
    </InspectorSection>
  );
}
