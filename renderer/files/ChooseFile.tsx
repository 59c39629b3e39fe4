import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { FilePurpose } from '../../shared/files.ts';
import { client, orpc } from '../client/workbench.ts';
import { ProblemNote } from '../components/Problem.tsx';
import classes from './ChooseFile.module.css';
import { type ChosenFile, fileAtPath } from './chosen-file.ts';
import { handOver } from './hand-over.ts';

interface ChooseFileProps {
  readonly purpose: FilePurpose;
  readonly label: string;
  readonly description?: ReactNode;
  readonly placeholder: string;
  /** The button's words. */
  readonly submit?: string;
  readonly several?: boolean;
  /** Where the path is kept while it is typed; without it, here. */
  readonly typed?: { readonly path: string; readonly set: (path: string) => void };
  readonly onChosen: (files: readonly ChosenFile[]) => void;
}

/** Files by dialog, or by path on the machine where Drydock runs. What is dropped on the window is taken in elsewhere. */
export function ChooseFile(props: ChooseFileProps) {
  const {
    purpose,
    label,
    description,
    placeholder,
    submit = 'Read',
    several = false,
    typed,
    onChosen,
  } = props;
  const info = useQuery(orpc.app.info.queryOptions());
  const [own, setOwn] = useState('');
  const path = typed?.path ?? own;
  const setPath = typed?.set ?? setOwn;
  const input = useRef<HTMLInputElement>(null);
  const chosen = (files: readonly ChosenFile[]) => {
    setPath('');
    if (files.length > 0) onChosen(several ? files : files.slice(0, 1));
  };
  const hand = useMutation({
    mutationFn: (files: readonly File[]) => Promise.all(files.map((file) => handOver(file, purpose))),
    onSuccess: chosen,
  });
  const pick = useMutation({
    mutationFn: () => client.files.pick({ purpose }),
    onSuccess: ({ paths }) => chosen((paths ?? []).map(fileAtPath)),
  });

  function read(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (path.trim() !== '') chosen([fileAtPath(path.trim())]);
  }
  return (
    <form className={classes.choose} onSubmit={read}>
      <TextInput
        className={classes.path ?? ''}
        label={label}
        description={description}
        placeholder={placeholder}
        value={path}
        maxLength={4096}
        onChange={(event) => setPath(event.currentTarget.value)}
        spellCheck={false}
        classNames={{ input: 'mono' }}
      />
      <Button type="submit" variant="default" disabled={path.trim() === ''}>
        {submit}
      </Button>
      <Button
        variant="default"
        loading={hand.isPending || pick.isPending}
        onClick={() => (info.data?.dialogs === true ? pick.mutate() : input.current?.click())}
      >
        {several ? 'Choose files' : 'Choose a file'}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={several}
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) hand.mutate(files);
          event.currentTarget.value = '';
        }}
      />
      {(hand.isError || pick.isError) && <ProblemNote error={hand.error ?? pick.error} />}
    </form>
  );
}
