/** Lists as an API server gives them: pages, Tables, PartialObjectMetadata, selectors. */
import type { SampleObject } from './expand.ts';
import type { SampleResource } from './resources.ts';

type ListAnswer =
  | { readonly status: 200; readonly body: unknown }
  | { readonly status: 400 | 410; readonly reason: string; readonly message: string };

export function asList(
  resource: SampleResource,
  all: readonly SampleObject[],
  { url, accept }: { readonly url: URL; readonly accept: string },
): ListAnswer {
  const selected = all.filter((object) => matches(object, url.searchParams));
  const limit = Number(url.searchParams.get('limit') ?? 0);
  const start = offsetOf(url.searchParams.get('continue'));
  if (start === null)
    return { status: 410, reason: 'Expired', message: 'The provided continue parameter is too old' };
  const page = limit > 0 ? selected.slice(start, start + limit) : selected.slice(start);
  const remaining = selected.length - start - page.length;
  const metadata = {
    resourceVersion: '481516',
    ...(remaining > 0 && { continue: tokenOf(start + page.length), remainingItemCount: remaining }),
  };
  if (/as=Table/.test(accept)) {
    return {
      status: 200,
      body: tableOf(resource, page, metadata, url.searchParams.get('includeObject') ?? 'Metadata'),
    };
  }
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  if (/as=PartialObjectMetadataList/.test(accept)) {
    const items = page.map(({ metadata: meta }) => ({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: meta,
    }));
    return {
      status: 200,
      body: { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items },
    };
  }
  // As the real one: items of a list carry no kind and apiVersion of their own.
  const items = page.map(({ apiVersion: _version, kind: _kind, ...rest }) => rest);
  return { status: 200, body: { kind: `${resource.kind}List`, apiVersion, metadata, items } };
}

function tableOf(
  resource: SampleResource,
  page: readonly SampleObject[],
  metadata: unknown,
  include: string,
): unknown {
  const secret = resource.kind === 'Secret';
  const columns = secret ? ['Name', 'Type', 'Data', 'Age'] : ['Name', 'Age'];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map((name) => ({
      name,
      type: name === 'Data' ? 'integer' : 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: 0,
    })),
    rows: page.map((object) => {
      const { type = 'Opaque', data = {} } = object as unknown as {
        type?: string;
        data?: Record<string, string>;
      };
      const cells = secret
        ? [object.metadata.name, type, Object.keys(data).length, '40d']
        : [object.metadata.name, '40d'];
      const shown =
        include === 'Object'
          ? { object }
          : include === 'None'
            ? { object: null }
            : {
                object: {
                  kind: 'PartialObjectMetadata',
                  apiVersion: 'meta.k8s.io/v1',
                  metadata: object.metadata,
                },
              };
      return { cells, ...shown };
    }),
  };
}

function matches(object: SampleObject, query: URLSearchParams): boolean {
  const { metadata } = object;
  const type = (object as unknown as { type?: string }).type ?? '';
  const fields = { 'metadata.name': metadata.name, 'metadata.namespace': metadata.namespace ?? '', type };
  const labels: Readonly<Record<string, string>> = metadata.labels ?? {};
  return (
    terms(query.get('fieldSelector')).every(([key, value]) => Reflect.get(fields, key) === value) &&
    terms(query.get('labelSelector')).every(([key, value]) => labels[key] === value)
  );
}

const terms = (selector: string | null): [string, string][] =>
  (selector ?? '')
    .split(',')
    .filter(Boolean)
    .map((term) => {
      const [key = '', value = ''] = term.split(/==?/);
      return [key, value];
    });

const tokenOf = (offset: number): string => Buffer.from(`sample:${offset}`).toString('base64url');

function offsetOf(token: string | null): number | null {
  if (token === null || token === '') return 0;
  const match = /^sample:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  return match ? Number(match[1]) : null;
}
