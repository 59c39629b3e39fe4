import { Button, Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { SAMPLE_NAME, SAMPLE_PASSPHRASE } from '../../../shared/sample.ts';
import { problemOf } from '../../client/problem.ts';
import { client, orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './dialogs.module.css';

interface OpenDialogProps {
  /** Empty when the person has to type it. */
  readonly file: string;
  readonly keychain: boolean;
  readonly onClose: () => void;
  readonly onOpened: () => void;
}

/** Opens an engagement file by its passphrase, or with the key that the keychain holds. */
export function OpenDialog({ file, keychain, onClose, onOpened }: OpenDialogProps) {
  const info = useQuery(orpc.app.info.queryOptions());
  const [path, setPath] = useState(file);
  const sample = path.includes(SAMPLE_NAME);
  const [typed, setPassphrase] = useState<string | null>(null);
  const passphrase = typed ?? (sample ? SAMPLE_PASSPHRASE : '');
  const [remember, setRemember] = useState(false);
  const open = useMutation({
    mutationFn: ({ key, acceptMissing = false }: { key: string | null; acceptMissing?: boolean }) =>
      client.engagements.open({ file: path, passphrase: key, rememberKey: remember, acceptMissing }),
    onSuccess: onOpened,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    open.mutate({ key: passphrase });
  }

  return (
    <Modal opened onClose={onClose} title="Open an engagement" size="lg">
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="File"
          description={file === '' ? 'The full path of a .drydock file.' : undefined}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          maxLength={4096}
          required
          {...(file === '' ? { 'data-autofocus': true } : {})}
        />
        <PasswordInput
          label="Passphrase"
          description={
            sample
              ? 'This is the sample. Its data is invented, and its public passphrase is already filled in.'
              : undefined
          }
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="current-password"
          {...(file === '' ? {} : { 'data-autofocus': true })}
        />
        {info.data?.keychain && !keychain && (
          <Checkbox
            label="Keep the key in this computer’s keychain"
            checked={remember}
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
        )}
        {open.isError && <ProblemNote error={open.error} />}
        {open.isError && problemOf(open.error).code === 'ENGAGEMENT_INCOMPLETE' && (
          <Button
            variant="default"
            loading={open.isPending}
            onClick={() => open.mutate({ key: open.variables.key, acceptMissing: true })}
          >
            Open the intact part
          </Button>
        )}
        <div className={classes.buttons}>
          {keychain && (
            <Button variant="default" onClick={() => open.mutate({ key: null })} loading={open.isPending}>
              Open with the keychain
            </Button>
          )}
          <Button type="submit" loading={open.isPending} disabled={path === '' || passphrase === ''}>
            Open
          </Button>
        </div>
      </form>
    </Modal>
  );
}
