import { Button, Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client, orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './dialogs.module.css';
import { fileNameFor, passphraseStrength } from './passphrase.ts';

interface CreateDialogProps {
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** A new engagement: a name, whom it is about, and the passphrase that encrypts it. */
export function CreateDialog({ onClose, onCreated }: CreateDialogProps) {
  const info = useQuery(orpc.app.info.queryOptions());
  const [name, setName] = useState('');
  const [target, setTarget] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [remember, setRemember] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      client.engagements.create({
        fileName: fileNameFor(name),
        passphrase,
        rememberKey: remember,
        profile: { name: name.trim(), target: target.trim() },
      }),
    onSuccess: onCreated,
  });
  const strength = passphraseStrength(passphrase);
  const differs = again !== '' && again !== passphrase;
  const ready = name.trim() !== '' && target.trim() !== '' && strength.enough && again === passphrase;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) create.mutate();
  }

  return (
    <Modal opened onClose={onClose} title="Create an engagement" size="lg">
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="Name"
          description="Often a code name. It also becomes the file name."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          data-autofocus
          required
        />
        <TextInput
          label="Target"
          description="The company under assessment."
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
          maxLength={500}
          required
        />
        <div>
          <PasswordInput
            label="Passphrase"
            description="It encrypts the whole file, and nobody can recover it. Store it in your password manager."
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            autoComplete="new-password"
            aria-describedby="passphrase-hint"
            required
          />
          <div className={classes.strength}>
            <span className={classes.meter} aria-hidden="true">
              {[1, 2, 3, 4].map((step) => (
                <i key={step} data-filled={strength.step >= step} />
              ))}
            </span>
            <output id="passphrase-hint">{strength.hint}</output>
          </div>
        </div>
        <PasswordInput
          label="Repeat the passphrase"
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={differs ? 'The passphrases do not match.' : null}
          autoComplete="new-password"
          required
        />
        {info.data?.keychain && (
          <Checkbox
            label="Keep the key in this computer’s keychain, so that the file opens here without the passphrase"
            checked={remember}
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
        )}
        {create.isError && <ProblemNote error={create.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!ready}>
            Create
          </Button>
        </div>
      </form>
    </Modal>
  );
}
