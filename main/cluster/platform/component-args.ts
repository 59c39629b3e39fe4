/**
 * Arguments of control-plane components, read from the mirrors of their static pods as the components themselves read
 * them: `--flag=value` and `--flag value`, in command or args, behind a wrapper or in a shell line; of a flag given
 * twice the last one wins, of a list all entries count. Source: pflag's parser and, for etcd, Go's flag package.
 */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Container, SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { has, list, str } from '../../snapshot/read.ts';
import { repositoryOf } from './images.ts';
import { isStaticPod } from './static-pods.ts';
import { minorOfVersion } from './versions.ts';

export type ComponentName = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd';

export interface Flag {
  /** null when the value was redacted or comes from a variable, so that it is set but not seen. */
  readonly value: string | null;
  /** Where it stands, and the word that stands there. */
  readonly path: string;
  readonly text: string;
}

export interface Flags {
  /** The flag as the component takes it; null when it is not set and the default holds. */
  get(name: string): Flag | null;
  /** Entries of a list flag, such as `--authorization-mode=Node,RBAC`; null when it is not set. */
  entries(name: string): Entries | null;
  /** The component is started by something else, such as a script, so a missing flag proves nothing. */
  readonly opaque: boolean;
  /** Names of the container's variables; etcd takes flags from them. */
  readonly variables: ReadonlySet<string>;
}

export interface Entries extends Flag {
  readonly items: readonly string[];
}

export interface Component {
  readonly name: ComponentName;
  readonly ref: ObjectRef;
  /** Path of the container that runs it. */
  readonly path: string;
  readonly flags: Flags;
  /** Minor of its image's tag; null when the tag does not tell it. */
  readonly minor: number | null;
}

/**
 * The static pods of the control plane that run a component, one for each control-plane node, in name order: mirrors
 * in kube-system, and the files themselves.
 */
export function componentsOf(index: SnapshotIndex, name: ComponentName): readonly Component[] {
  const { origin } = index.manifest;
  const places = origin === 'manifests' ? ['default', 'kube-system'] : ['kube-system'];
  const workloads = places.flatMap((place) => index.workloadsIn(place));
  return workloads.flatMap((workload) => {
    const container = isStaticPod(workload, origin) ? containerOf(workload, name) : undefined;
    if (container === undefined) return [];
    return [
      {
        name,
        ref: workload.ref,
        path: container.path,
        flags: readFlags(container, name),
        minor: minorOfVersion(tagOf(container.image)),
      },
    ];
  });
}

/** Reads the flags that a container gives to a component. */
export function readFlags(
  { raw, path }: Pick<Container, 'raw' | 'path'>,
  name: ComponentName | 'kube-proxy',
): Flags {
  const words = wordsOf(raw, path);
  const own = words.findIndex(({ text }) => binaryOf(text) === name);
  // Without the program's name the image starts it, unless something else stands where a flag belongs.
  const opaque = own < 0 && words[0]?.text.startsWith('-') === false;
  const found = parse(words.slice(own + 1), name);
  return {
    opaque,
    variables: new Set(list(raw, 'env').flatMap((entry) => str(entry, 'name') ?? [])),
    get: (flag) => found.get(flag)?.at(-1) ?? null,
    entries(flag) {
      const all = found.get(flag);
      const last = all?.at(-1);
      if (all === undefined || last === undefined) return null;
      const hidden = all.some(({ value }) => value === null);
      return {
        ...last,
        value: hidden ? null : last.value,
        items: all.flatMap(({ value }) => (value ?? '').split(',').map((item) => item.trim())),
      };
    },
  };
}

/** The value as it stands there, also where a part of it does not show. */
export function writtenValue({ text }: Flag): string {
  return text.replace(/^[^=\s]*[=\s]?/, '').replace(/^(["'])(.*)\1$/, '$2');
}

/** Whether a switch is on; `fallback` is its default. null: it is set to what cannot be read. */
export function isOn(flag: Flag | null, fallback: boolean): boolean | null {
  if (flag === null) return fallback;
  if (flag.value === null) return null;
  const text = flag.value.toLowerCase();
  if (['true', 't', '1'].includes(text)) return true;
  return ['false', 'f', '0'].includes(text) ? false : null;
}

function containerOf(workload: Workload, name: ComponentName): Container | undefined {
  const own = workload.containers.filter(({ role }) => role === 'container');
  return (
    own.find((one) => wordsOf(one.raw, one.path).some(({ text }) => binaryOf(text) === name)) ??
    own.find((one) => one.name === name && imageOf(one.image).startsWith(name))
  );
}

const imageOf = (image: string): string => {
  const repository = repositoryOf(image);
  return repository.slice(repository.lastIndexOf('/') + 1);
};

function tagOf(image: string): string {
  const named = image.split('@')[0] ?? '';
  return named.slice(repositoryOf(image).length + 1);
}

const binaryOf = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

interface Word {
  readonly text: string;
  readonly path: string;
}

function wordsOf(raw: unknown, path: string): readonly Word[] {
  const words = (['command', 'args'] as const).flatMap((field) =>
    list(raw, field).map((entry, i): Word => {
      const text = typeof entry === 'string' ? entry : has(entry) ? '***' : '';
      return { text, path: `${path}.${field}[${i}]` };
    }),
  );
  const script = words.findIndex(({ text }) => /^-[a-z]{0,5}c$/.test(text));
  return script > 0 && SHELL.test(words[0]?.text ?? '')
    ? words.slice(script + 1).flatMap((word) => shellWords(word))
    : words;
}

const SHELL = /(^|\/)(sh|bash|ash|dash)$/;

/** Words of a shell line without its quotes. Redirections and further commands stay words that are no flags. */
function shellWords({ text, path }: Word): readonly Word[] {
  const words: Word[] = [];
  for (const [word] of text.slice(0, 65_536).matchAll(/(?:[^\s"';|&<>]|"[^"]*"|'[^']*')+/g))
    words.push({ text: word.replace(/["']/g, ''), path });
  return words;
}

function parse(
  words: readonly Word[],
  component: ComponentName | 'kube-proxy',
): ReadonlyMap<string, readonly Flag[]> {
  const found = new Map<string, Flag[]>();
  const dashes = component === 'etcd' ? /^--?([A-Za-z][\w-]*)(=)?/ : /^--([A-Za-z][\w-]*)(=)?/;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined || word.text === '--') break;
    const match = dashes.exec(word.text);
    if (match === null) continue;
    const name = (match[1] ?? '').replaceAll('_', '-');
    const next = words[i + 1];
    let value = word.text.slice(match[0].length);
    let text = word.text;
    if (match[2] === undefined) {
      if (SWITCHES.has(name) || next === undefined) value = 'true';
      else {
        value = next.text;
        text = `${word.text} ${next.text}`;
        i += 1;
      }
    }
    const flag: Flag = { value: isSeen(value) ? value : null, path: word.path, text };
    found.set(name, [...(found.get(name) ?? []), flag]);
  }
  return found;
}

const isSeen = (value: string): boolean => !/\*\*\*|\$[({A-Za-z_]|`/.test(value);

/** Switches among the flags that controls read: alone they mean true, and the next word is not theirs. */
const SWITCHES: ReadonlySet<string> = new Set([
  'allow-privileged',
  'anonymous-auth',
  'auto-tls',
  'client-cert-auth',
  'contention-profiling',
  'enable-aggregator-routing',
  'enable-bootstrap-token-auth',
  'enable-garbage-collector',
  'experimental-initial-corrupt-check',
  'leader-elect',
  'logtostderr',
  'alsologtostderr',
  'peer-auto-tls',
  'peer-client-cert-auth',
  'profiling',
  'service-account-lookup',
  'service-account-extend-token-expiration',
  'allocate-node-cidrs',
  'configure-cloud-routes',
  'use-service-account-credentials',
  'enable-hostpath-provisioner',
  'kubelet-https',
]);
