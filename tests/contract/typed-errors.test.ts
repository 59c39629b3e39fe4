/**
 * Whatever a client asks for, of ids that are not there, of NULs and of odd paths, it gets an answer or an error of the
 * catalogue, never a defect. Over every procedure of the contract, so that a new one is held to it without being named.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { directClient, type WorkbenchClient } from '../../main/workbench/serve.ts';
import { createWorkbench, type Workbench } from '../../main/workbench/workbench.ts';
import { contract } from '../../shared/contract/contract.ts';
import { ERROR_CODES } from '../../shared/errors.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Called {
  readonly path: string;
  readonly input: Json | undefined;
}

const root = mkdtempSync(join(tmpdir(), 'drydock-typed-'));
const file = join(root, 'file.txt');
/** What every string of an input becomes, one after the other. */
const STRINGS: readonly string[] = [
  '',
  'no-such-id',
  '\0',
  `${file}\0.zip`,
  '../../../../etc/passwd',
  '/',
  root,
  file,
  `${file}/below`,
  join(root, 'is-not-there.zip'),
  '/proc/self/mem',
  `/${'x'.repeat(300)}`,
  'y/'.repeat(2000),
  '__proto__',
  '\ud800 half a pair',
  "'; DROP TABLE answer; --",
  '%00%2e%2e',
  '2026-11-30',
];
/** These end what the others need, which a key derivation brings back: they are called with a few inputs. */
const ENDING: ReadonlySet<string> = new Set([
  'engagements.lock',
  'engagements.openSample',
  'engagements.create',
  'engagements.saveCopy',
]);

describe.each(['locked', 'open'])('with the engagement %s', (state) => {
  const defects: string[] = [];
  let workbench: Workbench;
  let client: WorkbenchClient;
  const homeDir = join(root, state);
  const passphrase = 'correct horse battery';
  let engagement = '';

  beforeAll(async () => {
    writeFileSync(file, 'kind: nothing\n');
    workbench = await createWorkbench(
      {
        kind: 'cli',
        homeDir,
        keychain: null,
        pickFiles: async () => null,
        uploadedFile: () => null,
        saveFile: async () => ({ kind: 'cancelled' }),
      },
      { onDefect: (error) => defects.push(error instanceof Error ? (error.stack ?? '') : String(error)) },
    );
    client = directClient(workbench);
    const profile = { name: 'Lantern', target: 'Halcyon' };
    ({ file: engagement } = await client.engagements.create({ fileName: 'typed', passphrase, profile }));
    if (state === 'locked') await client.engagements.lock();
  });

  afterAll(async () => {
    await workbench.close();
    rmSync(homeDir, { recursive: true, force: true });
  });

  test.each(proceduresOf(contract))('%s answers, or fails with a code', async (path, input) => {
    defects.length = 0;
    const inputs = input === null ? [undefined] : STRINGS.map((text) => inputOf(input, text));
    const asked = ENDING.has(path) ? inputs.slice(0, 4) : inputs;
    for (const each of new Map(asked.map((value) => [JSON.stringify(value), value])).values()) {
      const outcome = await call(client, { path, input: each });
      expect(outcome, JSON.stringify(each)?.slice(0, 300)).toSatisfy(isTyped);
      expect({ path, defects }).toEqual({ path, defects: [] });
      const current = await client.engagements.current();
      if (state === 'open' && current?.file !== engagement) {
        await client.engagements.open({ file: engagement, passphrase });
      } else if (state === 'locked' && current !== null) await client.engagements.lock();
    }
  });

  test('no job that it started failed with a defect', async () => {
    for (const { id } of await client.jobs.list()) {
      for await (const last of await client.jobs.watch({ jobId: id })) {
        expect(last.error?.code, `${last.title}: ${last.error?.message ?? ''}`).not.toBe('INTERNAL');
      }
    }
    expect(defects).toEqual([]);
  });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('the unknown id of a job is said at once, not by a stream that breaks', async () => {
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir: join(root, 'jobs'),
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  });
  const client = directClient(workbench);
  await expect(client.jobs.watch({ jobId: 'no-such-id' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await workbench.close();
});

test('forgetting files at once, in any order and twice, forgets each and fails for none', async () => {
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir: join(root, 'recent'),
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  });
  const client = directClient(workbench);
  const profile = { name: 'Lantern', target: 'Halcyon' };
  const passphrase = 'correct horse battery';
  const files: string[] = [];
  for (const fileName of ['a', 'b', 'c']) {
    const made = await client.engagements.create({ fileName, passphrase, profile });
    files.push(made.file);
  }
  await client.engagements.lock();
  for (const each of files) rmSync(each);
  const both = [...files, ...files];
  await Promise.all([
    ...both.map((each) => client.engagements.forget({ file: each })),
    client.engagements.recent(),
  ]);
  expect(await client.engagements.recent()).toEqual([]);
  await workbench.close();
});

type Outcome = 'answered' | { readonly code: string } | { readonly thrown: string };
const isTyped = (outcome: Outcome) =>
  outcome === 'answered' ||
  ('code' in outcome && ERROR_CODES.some((code) => code === outcome.code) && outcome.code !== 'INTERNAL');

async function call(client: WorkbenchClient, { path, input }: Called): Promise<Outcome> {
  const procedure = path.split('.').reduce<unknown>((at, key) => Reflect.get(at as object, key), client);
  try {
    const answer = await (procedure as (given: unknown) => Promise<unknown>)(input);
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) {
      const stream = answer as AsyncGenerator;
      await stream.next();
      await stream.return(undefined);
    }
    return 'answered';
  } catch (error) {
    return error instanceof ORPCError ? { code: error.code } : { thrown: String(error) };
  }
}

/** Every procedure by its path, with the JSON schema of its input, or null when it takes none. */
function proceduresOf(router: object, at: readonly string[] = []): [string, object | null][] {
  return Object.entries(router).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [];
    const path = [...at, key];
    const definition: unknown = Reflect.get(value, '~orpc');
    if (typeof definition !== 'object' || definition === null) return proceduresOf(value, path);
    const schema: unknown = Reflect.get(definition, 'inputSchema');
    const input =
      schema instanceof z.ZodType ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : null;
    return [[path.join('.'), input]];
  });
}

/** An input of the right shape in which every string is `text`. */
function inputOf(schema: unknown, text: string, root: unknown = schema): Json {
  const of = (key: string): unknown =>
    typeof schema === 'object' && schema !== null ? Reflect.get(schema, key) : undefined;
  const reference = of('$ref');
  if (typeof reference === 'string') {
    const target = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => Reflect.get(at as object, key), root);
    return inputOf(target, text, root);
  }
  if (of('const') !== undefined) return of('const') as Json;
  const choices = of('enum');
  if (Array.isArray(choices)) return choices[0] as Json;
  const options = of('anyOf') ?? of('oneOf') ?? of('allOf');
  if (Array.isArray(options)) return inputOf(options[0], text, root);
  switch (of('type')) {
    case 'object': {
      const properties = of('properties') ?? {};
      return Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, inputOf(value, text, root)]),
      );
    }
    case 'array':
      return [inputOf(of('items'), text, root)];
    case 'integer':
    case 'number':
      return (of('minimum') as number | undefined) ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return text;
  }
}
