/** Secrets without their values: names, types and numbers of keys, from the Tables of the server. */
import type { ResourceRef } from '../../shared/evidence.ts';
import { at, list, str } from '../snapshot/read.ts';
import { itemsOf, type ListEnd, readPages } from './pages.ts';
import type { Transport } from './transport.ts';

const ACCOUNT = 'kubernetes.io/service-account.name';
const TOKEN_TYPE = 'kubernetes.io/service-account-token';

/** Objects in the form that `redactObject` leaves of a Secret. One namespace, one list. */
export async function readSecrets(
  transport: Transport,
  resource: ResourceRef,
  namespace: string,
  onObjects: (objects: readonly unknown[]) => Promise<void>,
): Promise<ListEnd> {
  const rows: { name: string; type: string; keys: number | null }[] = [];
  const end = await readPages(transport, { resource, namespace, form: 'table' }, async (body) => {
    rows.push(...rowsOf(body));
  });
  const accounts = rows.some(({ type }) => type === TOKEN_TYPE)
    ? await accountsOf(transport, resource, namespace)
    : new Map<string, string>();
  await onObjects(
    rows.map(({ name, type, keys }) => {
      const account = accounts.get(name);
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name,
          namespace,
          ...(account === undefined ? {} : { annotations: { [ACCOUNT]: account } }),
        },
        type,
        ...(keys === null ? {} : { $drydock: { secretKeys: keys } }),
      };
    }),
  );
  return end;
}

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

/** Which account a long-lived token belongs to. Metadata only; of it one annotation is kept. */
async function accountsOf(
  transport: Transport,
  resource: ResourceRef,
  namespace: string,
): Promise<Map<string, string>> {
  const accounts = new Map<string, string>();
  await readPages(transport, { resource, namespace, form: 'service-account-tokens' }, async (body) => {
    for (const item of itemsOf(body)) {
      const name = str(item, 'metadata', 'name');
      const account = str(item, 'metadata', 'annotations', ACCOUNT);
      if (name !== undefined && account !== undefined) accounts.set(name, account);
    }
  });
  return accounts;
}
