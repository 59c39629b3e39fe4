import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { FileRef } from '../../../shared/files.ts';
import { client, connection, orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { useFileDrop } from '../../keyboard/useFileDrop.ts';
import classes from './collect.module.css';

interface ChooseFileProps {
  readonly purpose: 'kubeconfig' | 'evidence';
  readonly label: string;
  readonly placeholder: string;
  readonly onChosen: (file: FileRef, name: string) => void;
}

/** A file by dialog, by drop, or by its path on the machine where Drydock runs. */
export function ChooseFile({ purpose, label, placeholder, onChosen }: ChooseFileProps) {
  const info = useQuery(orpc.app.info.queryOptions());
  const [path, setPath] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const hand = useMutation({
    mutationFn: async (file: File) => ({ ref: await connection.fileRef(file, purpose), name: file.name }),
    onSuccess: ({ ref, name }) => onChosen(ref, name),
  });
  const pick = useMutation({
    mutationFn: () => client.files.pick({ purpose }),
    onSuccess: ({ paths }) => {
      const [chosen] = paths ?? [];
      if (chosen !== undefined) onChosen({ path: chosen }, chosen);
    },
  });
  const over = useFileDrop(([file]) => file !== undefined && hand.mutate(file));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (path.trim() !== '') onChosen({ path: path.trim() }, path.trim());
  }
  return (
    <form className={classes.choose} data-over={over} onSubmit={submit}>
      <TextInput
        className={classes.path ?? ''}
        label={label}
        description="Type its path, choose it, or drop it anywhere on this window."
        placeholder={placeholder}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
        spellCheck={false}
        classNames={{ input: 'mono' }}
      />
      <Button type="submit" variant="default" disabled={path.trim() === ''}>
        Read
      </Button>
      <Button
        variant="default"
        loading={hand.isPending || pick.isPending}
        onClick={() => (info.data?.dialogs === true ? pick.mutate() : input.current?.click())}
      >
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) hand.mutate(file);
          event.currentTarget.value = '';
        }}
      />
      {(hand.isError || pick.isError) && <ProblemNote error={hand.error ?? pick.error} />}
    </form>
  );
}
