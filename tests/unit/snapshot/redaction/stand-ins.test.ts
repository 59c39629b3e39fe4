/** Values that only stand for a credential, and the literals that hide beside them: wherever values are judged. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';
import { standsForAnother } from '../../../../main/snapshot/redaction/stand-ins.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';

const STAND_INS: readonly string[] = [
  // Variables of Kubernetes, shells and configuration files
  '$(DB_PASSWORD)',
  '${DB_PASSWORD}',
  '$DB_PASSWORD',
  '$db_password',
  '$VERY_LONG_NAME_OF_2024_X9',
  '"${DB_PASSWORD}"',
  '$(DB_USER):$(DB_PASSWORD)',
  '${DB_USER}@${DB_PASSWORD}',
  'Bearer ${API_TOKEN}',
  'Bearer $(API_TOKEN)',
  '${DB_PASSWORD:-}',
  '${DB_PASSWORD:-${OTHER_PASSWORD}}',
  '${DB_PASSWORD:-$(OTHER_PASSWORD)}',
  '${DB_PASSWORD:?must be set}',
  '${DB_PASSWORD:}',
  '${DB_PASSWORD:null}',
  '${env:DB_PASSWORD}',
  '${file:/run/secrets/db}',
  '%DB_PASSWORD%',
  '%(db_password)s',
  '#{DB_PASSWORD}#',
  '@DB_PASSWORD@',
  '@@DB_PASSWORD@@',
  '__DB_PASSWORD__',
  '((db_password))',
  '${{ secrets.DB_PASSWORD }}',
  // Templates
  '{{ .Values.db.password }}',
  '{{.Values.db.password | quote}}',
  '{{ env "DB_PASSWORD" }}',
  '{{ required "set a password" .Values.password }}',
  '<%= ENV["DB_PASSWORD"] %>',
  '<your-token>',
  '<INSERT YOUR TOKEN HERE>',
  '<path:secret/data/db#password>',
  // Words that ask to be replaced
  'YOUR_TOKEN_HERE',
  'your-api-key',
  'yourPasswordHere',
  'yourpassword',
  'REPLACE_ME',
  'REPLACE_WITH_REAL_TOKEN',
  'insert-your-token-here',
  'TODO',
  'xxxxxxxx',
  // Where a secret store keeps it
  'vault:secret/data/db#password',
  'ref+vault://secret/db#/password',
  'op://production/db/password',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbC123',
  'projects/12/secrets/db/versions/latest',
  '@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db)',
];

const LITERALS: readonly string[] = [
  'otterly',
  '${DB_PASSWORD:-otterly}',
  '${DB_PASSWORD-otterly}',
  '${DB_PASSWORD:=otterly}',
  '${DB_PASSWORD:+otterly}',
  '${DB_PASSWORD:otterly}',
  '${A:-${B:-otterly}}',
  '${A:-${B}otterly}',
  'otterly${SUFFIX}',
  '${PREFIX}otterly',
  '$(PREFIX)otterly',
  '$$(otterly)',
  '$otterly!X',
  'ot$$terly',
  '{{ .Values.password | default "otterly" }}',
  "{{ password | default('otterly') }}",
  '{{ "otterly" }}',
  '{{ env "DB_PASSWORD" | default "otterly" }}',
  '{{ .prefix }}otterly',
  '<otterly',
  // Passwords that many leave as they found them
  'changeme',
  'CHANGE_ME',
  'change-me-please',
  'changeit',
  '${DB_PASSWORD:-changeme}',
  'changeme-otterly',
  'changeme123',
  'your-otterly',
  'yourotterly',
  'password',
  'admin',
  'Bearer otterly2024',
  'xxotterlyxx',
  'vault',
];

const pod = (container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'registry.example/web:1', ...container }] },
});
const variable = (name: string, value: string) => pod({ env: [{ name, value }] });
const setting = (key: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { [key]: value },
});

/** The verdict of one control, of what is left after redaction. */
function verdictOf(control: string, raw: unknown): string | undefined {
  const object = redactObject(raw);
  if (object === null) throw new Error('Not an object.');
  return analyseSnapshot(snapshotOf([object]), { controls: [control] }).verdicts[0]?.verdict;
}

const FAILS = 'fail';
const inEnv = (name: string, value: string) =>
  verdictOf('secrets/credential-in-env', variable(name, value)) === FAILS;
const inArguments = (args: readonly string[]) =>
  verdictOf('secrets/credential-in-arguments', pod({ args })) === FAILS;
const inMap = (key: string, value: string) =>
  verdictOf('secrets/credential-in-config-map', setting(key, value)) === FAILS;

describe('a stand-in is no credential', () => {
  test.each(STAND_INS)('%s', (value) => {
    expect(standsForAnother(value)).toBe(true);
    for (const name of ['DB_PASSWORD', 'API_TOKEN', 'client-secret', 'SETTING'])
      expect(inEnv(name, value), name).toBe(false);
    for (const args of [
      [`--db-password=${value}`],
      ['--db-password', value],
      [`DB_PASSWORD=${value}`],
      [`--api-token=${value}`],
    ])
      expect(inArguments(args), args.join(' ')).toBe(false);
    expect(inMap('db-password', value)).toBe(false);
    expect(inMap('app.properties', `db.user=app\ndb.password=${value}\n`)).toBe(false);
    expect(inMap('app.yaml', `db:\n  user: app\n  password: ${value}\n`)).toBe(false);
  });
  test('and no value of a variable is kept for it', () => {
    for (const value of STAND_INS)
      expect(JSON.stringify(redactObject(variable('DB_PASSWORD', value)))).not.toContain(`"value":"`);
  });
});

describe('a literal is one, whatever stands beside it', () => {
  test.each(LITERALS)('%s', (value) => {
    expect(standsForAnother(value)).toBe(false);
    expect(inEnv('DB_PASSWORD', value)).toBe(true);
    for (const args of [[`--db-password=${value}`], ['--db-password', value]]) {
      expect(inArguments(args), args.join(' ')).toBe(true);
      expect(JSON.stringify(redactObject(pod({ args })))).not.toContain('otterly');
    }
    expect(inMap('db-password', value)).toBe(true);
  });
  test('a variable is not expanded in the environment, so a word behind a dollar sign may be a password', () => {
    expect(inEnv('DB_PASSWORD', '$otterly9')).toBe(true);
  });
  test.each(['${DB_PASSWORD:-otterly}', '${DB_PASSWORD-otterly}', '${DB_PASSWORD:=otterly}'])(
    '%s under a name that says nothing',
    (value) => {
      expect(inEnv('SETTING', value)).toBe(true);
      expect(inMap('app.properties', `db.user=app\ndb.password=${value}\n`)).toBe(true);
      expect(inMap('app.json', `{"user": "app", "password": "${value}"}`)).toBe(true);
    },
  );
});

describe('in addresses and lists of settings', () => {
  test.each([
    ['DATABASE_URL', 'postgres://app:$(DB_PASSWORD)@db:5432/shop'],
    ['DATABASE_URL', 'postgres://${DB_USER}:${DB_PASSWORD}@db:5432/shop'],
    ['DB_CONNECTION_STRING', 'postgres://app:${DB_PASSWORD}@db:5432/shop'],
    ['DB_CONNECTION_STRING', 'Server=db;User Id=app;Password=$(DB_PASSWORD);Encrypt=true'],
    ['AMQP_URL', 'amqp://app:<password>@mq:5672/'],
  ])('%s=%s names no password', (name, value) => {
    expect(inEnv(name, value)).toBe(false);
    if (!value.includes('<')) expect(inArguments([`--database-url=${value}`])).toBe(false);
  });
  test.each([
    ['DATABASE_URL', 'postgres://app:otterly@${DB_HOST}/shop'],
    ['DATABASE_URL', 'postgres://app:${DB_PASSWORD:-otterly}@db/shop'],
    ['DATABASE_URL', 'postgres://a:$(P)@x/y,postgres://app:otterly@db/shop'],
    ['DB_CONNECTION_STRING', 'Server=${DB_HOST};User Id=app;Password=otterly;'],
    ['DB_CONNECTION_STRING', 'Server=$(H);Password=$(P);Token=otterly'],
  ])('%s=%s does', (name, value) => {
    expect(inEnv(name, value)).toBe(true);
    expect(maskText(`--database-url=${value}`)).not.toContain('otterly');
  });
});

test.each([
  'mysql -uroot -p${DB_PASSWORD:-} -h db',
  'export DB_PASSWORD=${DB_PASSWORD:?set DB_PASSWORD}; run',
  'PGPASSWORD=${DB_PASSWORD} psql -h db',
  'curl -H "Authorization: Bearer ${API_TOKEN}" https://a.test',
])('a shell is read alike: %s', (text) => expect(maskText(text)).toBe(text));

test('what looks like references without end is read in linear time', () => {
  const longest = (unit: string) => unit.repeat(Math.floor(1_000 / unit.length));
  for (const unit of ['${', '$(', '{{', '<', '${A:-', '@', '__', '((', '[[ ', 'change', 'your '])
    for (let round = 0; round < 50; round += 1) standsForAnother(longest(unit));
  expect(standsForAnother('${A:-'.repeat(400_000))).toBe(false);
});
