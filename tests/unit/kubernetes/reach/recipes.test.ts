/**
 * The published recipes for network policies, each on one small company: an application with an API and a database
 * in `default`, its neighbours in `other` and `ops`. Told by who may open connections to whom.
 */
import { describe, expect, test } from 'vitest';
import { listOf, namespace, policy, workload } from './tables.ts';

const COMPANY = [
  namespace('default'),
  namespace('other', { purpose: 'testing' }),
  namespace('ops', { team: 'operations', purpose: 'production' }),
  workload('default/web app=web http:8000 admin:5000'),
  workload('default/api app=bookstore role=api'),
  workload('default/db app=bookstore role=db'),
  workload('other/shell app=shell'),
  workload('ops/monitor type=monitoring'),
];

/** Who reaches a workload, and how; those on all connections without more words. */
function sources(of: string, policies: readonly ReturnType<typeof policy>[]): readonly string[] {
  const { lines, undecided } = listOf([...COMPANY, ...policies], { dst: of });
  expect(undecided).toEqual([]);
  return lines.map((line) => line.replace(/^(.+?)(\[\w+\])? => .+ : (.*)$/, shorten));
}

function destinations(of: string, policies: readonly ReturnType<typeof policy>[]): readonly string[] {
  const { lines, undecided } = listOf([...COMPANY, ...policies], { src: of });
  expect(undecided).toEqual([]);
  return lines.map((line) => line.replace(/^.+ => (.+?)(\[\w+\])? : (.*)$/, shorten));
}

function shorten(_: string, peer: string, __: string, connections: string): string {
  const name = peer === '0.0.0.0-255.255.255.255' ? 'outside' : peer;
  return connections === 'All Connections' ? name : `${name} ${connections}`;
}

const EVERYONE = ['outside', 'default/api', 'default/db', 'ops/monitor', 'other/shell'];

describe('incoming', () => {
  test('without a policy everybody gets in', () => {
    expect(sources('default/web', [])).toEqual(EVERYONE);
  });

  test('deny all traffic to an application: nobody gets to it, the others stay open', () => {
    const deny = policy('default/web-deny-all', 'podSelector: {matchLabels: {app: web}}\ningress: []');
    expect(sources('default/web', [deny])).toEqual([]);
    expect(sources('default/api', [deny])).toContain('default/web');
  });

  test('limit traffic to an application: only pods with its label', () => {
    const allow = policy(
      'default/api-allow',
      `podSelector: {matchLabels: {app: bookstore, role: api}}
ingress: [{from: [{podSelector: {matchLabels: {app: bookstore}}}]}]`,
    );
    expect(sources('default/api', [allow])).toEqual(['default/db']);
  });

  test('allow all traffic to an application undoes a denial, for policies add up', () => {
    const deny = policy('default/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
    const allow = policy('default/allow', 'podSelector: {matchLabels: {app: web}}\ningress: [{}]');
    expect(sources('default/web', [deny, allow])).toEqual(EVERYONE);
    expect(sources('default/db', [deny, allow])).toEqual([]);
  });

  test('deny all traffic to a namespace: no pod of it is reached, not even by its neighbours', () => {
    const deny = policy('default/default-deny-all', 'podSelector: {}\ningress: []');
    for (const name of ['default/web', 'default/api', 'default/db'])
      expect(sources(name, [deny])).toEqual([]);
    expect(sources('other/shell', [deny])).toContain('default/web');
  });

  test('deny traffic from other namespaces: the own one stays open', () => {
    const own = policy(
      'default/deny-from-other-namespaces',
      'podSelector: {}\ningress: [{from: [{podSelector: {}}]}]',
    );
    expect(sources('default/web', [own])).toEqual(['default/api', 'default/db']);
  });

  test('allow traffic from all namespaces: every pod, but nothing from outside', () => {
    const all = policy(
      'default/web-allow-all-namespaces',
      'podSelector: {matchLabels: {app: web}}\ningress: [{from: [{namespaceSelector: {}}]}]',
    );
    expect(sources('default/web', [all])).toEqual([
      'default/api',
      'default/db',
      'ops/monitor',
      'other/shell',
    ]);
  });

  test('allow traffic from a namespace: by its label', () => {
    const production = policy(
      'default/web-allow-prod',
      `podSelector: {matchLabels: {app: web}}
ingress: [{from: [{namespaceSelector: {matchLabels: {purpose: production}}}]}]`,
    );
    expect(sources('default/web', [production])).toEqual(['ops/monitor']);
  });

  test('allow traffic from some pods in another namespace: one peer with both selectors', () => {
    const monitoring = (peers: string) =>
      policy(
        'default/web-allow-all-ns-monitoring',
        `podSelector: {matchLabels: {app: web}}\ningress: [{from: ${peers}}]`,
      );
    const both =
      '[{namespaceSelector: {matchLabels: {team: operations}}, podSelector: {matchLabels: {type: monitoring}}}]';
    expect(sources('default/web', [monitoring(both)])).toEqual(['ops/monitor']);
    // As two peers they are alternatives: any pod of the namespace, and pods of the own one.
    const either =
      '[{namespaceSelector: {matchLabels: {purpose: testing}}}, {podSelector: {matchLabels: {role: db}}}]';
    expect(sources('default/web', [monitoring(either)])).toEqual(['default/db', 'other/shell']);
  });

  test('allow traffic from external clients: a rule without a source', () => {
    const external = policy(
      'default/web-allow-external',
      'podSelector: {matchLabels: {app: web}}\ningress: [{from: []}]',
    );
    expect(sources('default/web', [external])).toEqual(EVERYONE);
  });

  test('allow traffic only to a port: by number, by name, as a range, of another protocol', () => {
    const ports = (list: string) =>
      policy(
        'default/api-allow-5000',
        `podSelector: {matchLabels: {app: web}}
ingress: [{ports: ${list}, from: [{podSelector: {matchLabels: {role: api}}}]}]`,
      );
    expect(sources('default/web', [ports('[{port: 5000}]')])).toEqual(['default/api TCP 5000']);
    expect(sources('default/web', [ports('[{port: admin}, {port: http}]')])).toEqual([
      'default/api TCP 5000,8000',
    ]);
    expect(sources('default/web', [ports('[{port: admin, protocol: UDP}]')])).toEqual([]);
    expect(sources('default/web', [ports('[{port: 5000, endPort: 5010}, {protocol: SCTP}]')])).toEqual([
      'default/api SCTP 1-65535,TCP 5000-5010',
    ]);
  });

  test('allow traffic from several sources: any of them', () => {
    const several = policy(
      'default/redis-allow-services',
      `podSelector: {matchLabels: {role: db}}
ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {podSelector: {matchLabels: {role: api}}}]}]`,
    );
    expect(sources('default/db', [several])).toEqual(['default/api', 'default/web']);
  });
});

describe('outgoing', () => {
  test('deny egress from an application', () => {
    const deny = policy(
      'default/foo-deny-egress',
      'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress: []',
    );
    expect(destinations('default/web', [deny])).toEqual([]);
    expect(sources('default/web', [deny])).toEqual(EVERYONE);
  });

  test('deny egress but for name resolution: DNS on both protocols, to anybody', () => {
    const dns = policy(
      'default/foo-deny-egress',
      `podSelector: {matchLabels: {app: web}}
policyTypes: [Egress]
egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]`,
    );
    expect(destinations('default/web', [dns])).toEqual(EVERYONE.map((peer) => `${peer} TCP 53,UDP 53`));
  });

  test('deny egress from a namespace', () => {
    const deny = policy(
      'default/default-deny-all-egress',
      'podSelector: {}\npolicyTypes: [Egress]\negress: []',
    );
    for (const name of ['default/web', 'default/api']) expect(destinations(name, [deny])).toEqual([]);
    expect(destinations('other/shell', [deny])).toContain('default/web');
  });

  test('limit egress to the cluster: every pod, but nothing outside', () => {
    const inside = policy(
      'default/foo-deny-external-egress',
      `podSelector: {matchLabels: {app: web}}
policyTypes: [Egress]
egress: [{to: [{namespaceSelector: {}}]}]`,
    );
    expect(destinations('default/web', [inside])).toEqual([
      'default/api',
      'default/db',
      'ops/monitor',
      'other/shell',
    ]);
  });

  test('without policyTypes egress is limited as soon as there is an egress rule, and ingress always', () => {
    const implied = policy(
      'default/implied',
      'podSelector: {matchLabels: {app: web}}\negress: [{to: [{podSelector: {matchLabels: {role: api}}}]}]',
    );
    expect(destinations('default/web', [implied])).toEqual(['default/api']);
    expect(sources('default/web', [implied])).toEqual([]);
    const none = policy('default/none', 'podSelector: {matchLabels: {app: web}}\negress: []');
    expect(destinations('default/web', [none])).toEqual(EVERYONE);
  });

  test('both ends must agree: egress of the source and ingress of the destination', () => {
    const out = policy(
      'default/out',
      'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress: [{ports: [{port: 80, endPort: 90}]}]',
    );
    const into = policy(
      'default/in',
      'podSelector: {matchLabels: {role: api}}\ningress: [{ports: [{port: 85, endPort: 99}]}]',
    );
    expect(destinations('default/web', [out, into])).toContain('default/api TCP 85-90');
  });
});

describe('addresses', () => {
  const egress = policy(
    'default/out',
    `podSelector: {matchLabels: {app: web}}
policyTypes: [Egress]
egress:
  - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/16, 10.1.0.0/16, 10.128.0.0/9]}}]
    ports: [{port: 443}]`,
  );

  test('are cut where rules tell them apart, and no further', () => {
    const { lines } = listOf([...COMPANY, egress], { src: 'default/web' });
    expect(lines).toEqual(['default/web[Deployment] => 10.2.0.0-10.127.255.255[External] : TCP 443']);
    const others = listOf([...COMPANY, egress], { src: 'other/shell' }).lines.filter((line) =>
      line.includes('External'),
    );
    expect(others.map((line) => line.split(' ')[2])).toEqual([
      '0.0.0.0-10.1.255.255[External]',
      '10.128.0.0-255.255.255.255[External]',
      '10.2.0.0-10.127.255.255[External]',
    ]);
  });

  test('of ingress rules cut sources, those of egress rules destinations', () => {
    const { lines } = listOf([...COMPANY, egress], { dst: 'other/shell' });
    expect(lines[0]).toBe('0.0.0.0-255.255.255.255[External] => other/shell[Deployment] : All Connections');
  });

  test('are found by one address, IPv6 too', () => {
    const v6 = policy(
      'default/v6',
      'podSelector: {matchLabels: {app: web}}\ningress: [{from: [{ipBlock: {cidr: "2001:db8::/32"}}]}]',
    );
    const lines = (src: string) => listOf([...COMPANY, v6], { src, dst: 'web' }).lines;
    expect(lines('2001:db8::7')).toEqual([
      '2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff[External] => default/web[Deployment] : All Connections',
    ]);
    expect(lines('2001:db9::7')).toEqual([]);
    expect(lines('192.0.2.1')).toEqual([]);
  });
});
