import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { componentsOf, isOn, readFlags } from '../../../../main/cluster/platform/component-args.ts';
import { readSettings } from '../../../../main/cluster/platform/settings-text.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { object, staticPod } from '../../controls/objects.ts';

const flags = (raw: object, name: Parameters<typeof readFlags>[1] = 'kube-apiserver') =>
  readFlags({ raw, path: 'spec.containers[0]' }, name);
const server = (...words: readonly string[]) => flags({ command: ['kube-apiserver', ...words] });

describe('arguments of a component', () => {
  test.each([
    ['--flag=value', server('--bind-address=10.0.0.1')],
    ['--flag value', server('--bind-address', '10.0.0.1')],
    ['the last one wins', server('--bind-address=127.0.0.1', '--bind-address=10.0.0.1')],
    ['in args', flags({ command: ['kube-apiserver'], args: ['--bind-address=10.0.0.1'] })],
    ['in args of an image that starts it', flags({ args: ['--bind-address=10.0.0.1'] })],
    ['with a path', flags({ command: ['/usr/local/bin/kube-apiserver', '--bind-address=10.0.0.1'] })],
    [
      'behind a wrapper with flags of its own',
      flags({
        command: [
          '/go-runner',
          '--bind-address=x',
          '/usr/local/bin/kube-apiserver',
          '--bind-address=10.0.0.1',
        ],
      }),
    ],
    [
      'in a shell line',
      flags({
        command: [
          '/bin/sh',
          '-c',
          'exec kube-apiserver --x=\'a b\' --bind-address="10.0.0.1" 1>>/var/log/x 2>&1',
        ],
      }),
    ],
    ['written with underscores', server('--bind_address=10.0.0.1')],
    ['behind a switch', server('--anonymous-auth', '--bind-address=10.0.0.1')],
  ])('%s', (_how, read) => {
    expect(read.get('bind-address')).toMatchObject({ value: '10.0.0.1' });
    expect(read.opaque).toBe(false);
  });
  test('say where they stand', () => {
    expect(flags({ command: ['kube-apiserver'], args: ['--a=1', '--b', '2'] }).get('b')).toEqual({
      value: '2',
      path: 'spec.containers[0].args[1]',
      text: '--b 2',
    });
  });
  test('entries of a list given twice count together', () => {
    expect(
      server('--authorization-mode=Node', '--authorization-mode=RBAC, Webhook').entries('authorization-mode')
        ?.items,
    ).toEqual(['Node', 'RBAC', 'Webhook']);
  });
  test.each(['--token=***', '--token=$(TOKEN)', '--token=$TOKEN'])('%s is set, but not seen', (word) => {
    expect(server(word).get('token')).toMatchObject({ value: null });
    expect(isOn(server(word).get('token'), false)).toBeNull();
  });
  test('end at two dashes, and a value is no flag', () => {
    expect(server('--', '--profiling=false').get('profiling')).toBeNull();
    expect(server('--feature-gates', '--profiling=false').get('profiling')).toBeNull();
  });
  test('of a program that is started by another one are not complete', () => {
    expect(flags({ command: ['/start.sh'] }).opaque).toBe(true);
    expect(flags({ command: ['/bin/sh', '-c', '/start.sh'] }).opaque).toBe(true);
  });
  test('of etcd may have one dash', () => {
    expect(
      isOn(flags({ command: ['etcd', '-client-cert-auth=T'] }, 'etcd').get('client-cert-auth'), false),
    ).toBe(true);
  });
  test('never throw, whatever stands there', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.string()), (command, args) => {
        expect(flags({ command, args }).get('x')?.path ?? '').not.toBe('x');
      }),
    );
  });
});

describe('components', () => {
  const find = (...objects: Parameters<typeof snapshotOf>[0]) =>
    componentsOf(buildSnapshotIndex(snapshotOf(objects, { origin: 'live' })), 'kube-apiserver');
  test('are the static pods of kube-system, with the minor of their image', () => {
    expect(find(staticPod('kube-apiserver', ['kube-apiserver']))).toMatchObject([
      {
        name: 'kube-apiserver',
        minor: 35,
        path: 'spec.containers[0]',
        ref: { name: 'kube-apiserver-node-1' },
      },
    ]);
  });
  test('are not pods that anybody can make, elsewhere or without a node', () => {
    const pod = staticPod('kube-apiserver', ['kube-apiserver']);
    expect(find({ ...pod, metadata: { ...pod.metadata, namespace: 'shop' } })).toEqual([]);
    expect(
      find(object('v1', 'Pod', 'kube-apiserver-x', { spec: pod.spec }, { namespace: 'kube-system' })),
    ).toEqual([]);
  });
  test('are among files the files of static pods, which no kubelet has marked yet', () => {
    const { spec } = staticPod('kube-apiserver', ['kube-apiserver']) as { spec?: object };
    const among = (metadata: object, more: object = {}) =>
      componentsOf(
        buildSnapshotIndex(
          snapshotOf([object('v1', 'Pod', 'kube-apiserver', { spec: { ...spec, ...more } }, metadata)]),
        ),
        'kube-apiserver',
      ).length;
    expect(among({ namespace: 'kube-system' })).toBe(1);
    expect(among({}, { hostNetwork: true })).toBe(1);
    expect(among({})).toBe(0);
    expect(among({ namespace: 'tenant-1' }, { hostNetwork: true })).toBe(0);
  });
});

describe('a settings file', () => {
  test('is read by path, with quotes, comments, lists and blocks', () => {
    const settings = readSettings(
      '# kubelet\nauthentication:\n  anonymous:\n    enabled: false # never\n  x509: {}\ncerts: |\n  enabled: true\n"readOnlyPort": "0"\ntlsCipherSuites:\n- A\n- B # strong\nflow: [C, "D"]\n',
    );
    expect(settings.get('authentication.anonymous.enabled')).toBe('false');
    expect(settings.get('readOnlyPort')).toBe('0');
    expect(settings.get('certs.enabled')).toBeUndefined();
    expect(settings.items('tlsCipherSuites')).toEqual(['A', 'B']);
    expect(settings.items('flow')).toEqual(['C', 'D']);
    expect(settings.whole).toBe(true);
  });
  test.each(['a: {b: c}', '{"a": 1}', 'a: &x 1', 'a: *x', '\ta: 1'])('%j is not read whole', (text) => {
    expect(readSettings(text).whole).toBe(false);
  });
  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof readSettings(text).whole).toBe('boolean');
      }),
    );
  });
});
