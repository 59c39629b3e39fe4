/** Secrets without their values: names, types and numbers of keys, from the Tables of the server. */
import type { ResourceRef } from '../../shared/evidence.ts';
import { at, list, str } from '../snapshot/read.ts';
import { type ListEnd, readPages } from './pages.ts';
import type { ServerWatch } from './server-back.ts';
import type { Transport } from './transport.ts';

export interface SecretsDeps {
  readonly transport: Transport;
  readonly resource: ResourceRef;
  readonly namespace: string;
  readonly server: Pick<ServerWatch, 'back' | 'mayRefuseInError'>;
}

/** Objects in the form that `redactObject` leaves of a Secret. One namespace, one list: a Table names no namespace. */
export async function readSecrets(
  { transport, resource, namespace, server }: SecretsDeps,
  onObjects: (objects: readonly unknown[]) => void,
): Promise<ListEnd> {
  const seen = new Set<string>();
  const ask = { resource, namespace, form: 'table', server, maxObjects: MAX_SECRETS } as const;
  return readPages(transport, ask, async (body) => {
    const before = seen.size;
    const rows = rowsOf(body);
    for (const { name } of rows) seen.add(name);
    onObjects(
      rows.map(({ name, type, keys }) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace },
        type,
        ...(keys === null ? {} : { $drydock: { secretKeys: keys } }),
      })),
    );
    return seen.size - before;
  });
}

/** Of one namespace: they are kept in memory until its list has ended. */
const MAX_SECRETS = 200_000;

/** Only the cells are read; a server that sends the objects as well is not listened to. */
function rowsOf(body: unknown): { name: string; type: string; keys: number | null }[] {
  const columns = list(body, 'columnDefinitions').map((column) => (str(column, 'name') ?? '').toLowerCase());
  const [nameAt, typeAt, dataAt] = [
    columns.indexOf('name'),
    columns.indexOf('type'),
    columns.indexOf('data'),
  ];
  return list(body, 'rows').flatMap((row) => {
    const name = str(row, 'cells', nameAt);
    if (name === undefined) return [];
    const keys = Number(at(row, 'cells', dataAt) ?? Number.NaN);
    return [{ name, type: str(row, 'cells', typeAt) ?? '', keys: Number.isSafeInteger(keys) ? keys : null }];
  });
}
