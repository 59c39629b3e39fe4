/** A plain way for the tests to write to and read from a control plane, outside of all that they test. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { z } from 'zod';
import { resourceOf } from '../../main/evidence/kinds.ts';

const Kubeconfig = z.object({
  clusters: z.array(
    z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }) }),
  ),
  users: z.array(
    z.object({
      user: z.object({
        token: z.string().optional(),
        'client-certificate-data': z.string().optional(),
        'client-key-data': z.string().optional(),
      }),
    }),
  ),
});

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface Api {
  /** Any request; a body is sent as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{
    status: number;
    text: string;
    /** Texts of the server's Warning headers. */
    warnings: string[];
  }>;
  /** Creates each object, several at once. @throws Error for the first that is refused */
  create(objects: Iterable<Manifest>): Promise<number>;
  close(): Promise<void>;
}

const IN_FLIGHT = 24;

export function openApi(kubeconfigPath: string): Api {
  const kubeconfig = Kubeconfig.parse(parse(readFileSync(kubeconfigPath, 'utf8')));
  const cluster = kubeconfig.clusters[0]?.cluster;
  const user = kubeconfig.users[0]?.user;
  if (cluster === undefined || user === undefined) throw new Error('An empty kubeconfig.');
  const decoded = (text: string) => Buffer.from(text, 'base64').toString('utf8');
  const agent = new Agent({
    connections: IN_FLIGHT,
    connect: {
      ca: decoded(cluster['certificate-authority-data']),
      ...(user['client-certificate-data'] === undefined
        ? {}
        : { cert: decoded(user['client-certificate-data']), key: decoded(user['client-key-data'] ?? '') }),
    },
  });
  const send: Api['send'] = async (method, path, body, headers = {}) => {
    const answer = await request(`${cluster.server}${path}`, {
      dispatcher: agent,
      method: method as 'GET',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(user.token === undefined ? {} : { authorization: `Bearer ${user.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      text: await answer.body.text(),
      warnings: [answer.headers['warning'] ?? []].flat().flatMap(warningTexts),
    };
  };
  return {
    send,
    async create(objects) {
      const queue = objects[Symbol.iterator]();
      let created = 0;
      const lane = async () => {
        for (let next = queue.next(); !next.done; next = queue.next()) {
          const object = next.value;
          const { status, text } = await send('POST', collectionPath(object), object);
          if (status !== 201) {
            throw new Error(
              `${object.kind} ${object.metadata.name} was not created (${status}): ${text.slice(0, 600)}`,
            );
          }
          created += 1;
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
      return created;
    },
    close: () => agent.destroy(),
  };
}

/** `299 - "text", 299 - "text"`; quotes and backslashes are escaped inside. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  );
}

function collectionPath({ apiVersion, kind, metadata }: Manifest): string {
  const { resource } = resourceOf(apiVersion, kind, metadata.namespace !== undefined);
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${base}${metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`}/${resource}`;
}

/** How many objects etcd itself holds of a kind, such as `pods` or `apps` kinds under `deployments`. */
export async function countInEtcd(etcd: string, prefix: string): Promise<number> {
  const key = Buffer.from(`/registry/${prefix}/`);
  const end = Buffer.from(key);
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  const answer = await request(`${etcd}/v3/kv/range`, {
    method: 'POST',
    body: JSON.stringify({
      key: key.toString('base64'),
      range_end: end.toString('base64'),
      count_only: true,
    }),
  });
  const body = z.object({ count: z.coerce.number().default(0) }).parse(await answer.body.json());
  return body.count;
}
