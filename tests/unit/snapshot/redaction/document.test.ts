/** Credentials in files that lie in config maps, and what only looks like one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentHoldsCredential } from '../../../../main/snapshot/redaction/document.ts';
import { maskText } from '../../../../main/snapshot/redaction/mask.ts';
import { redactedValue } from '../../../../main/snapshot/redaction/redact.ts';

const HOLDS: Readonly<Record<string, string>> = {
  properties:
    'spring.datasource.url=jdbc:postgresql://db:5432/shop\nspring.datasource.password=winter-2024\n',
  'properties with one word': 'db.user=app\ndb.password=hunter\n',
  env: 'DB_HOST=db\nexport DB_PASSWORD="pa55word"\n',
  yaml: 'database:\n  host: db\n  password: s3cr3t!\n',
  'yaml list': 'env:\n  - name: API_TOKEN\n    value: "9f3K2pQx7Lm"\n',
  json: '{"database": {"host": "db", "password": "s3cr3t!"}}',
  ini: '[db]\nuser = app\npassword = s3cr3t!\n',
  xml: '<datasource>\n  <user>app</user>\n  <password>s3cr3t!</password>\n</datasource>',
  'xml attribute': '<config>\n<property name="db.password" value="s3cr3t!"/>\n</config>',
  'connection string': '<add name="main"\n connectionString="Server=db;User Id=app;Password=s3cr3t!;"/>',
  script: '#!/bin/sh\nPGPASSWORD=s3cr3t! psql -h db\n',
  'a password that nobody has changed': 'db:\n  password: changeme\n',
  'a password that is the word itself': 'db.user=app\ndb.password=password\n',
  'a password that is another such word': 'db:\n  password: secret\n',
};

const HOLDS_NONE: Readonly<Record<string, string>> = {
  path: 'ssl.keystore.password.file=/run/secrets/keystore\nDB_PASSWORD_FILE=/run/secrets/db\npassword: /run/secrets/db\n',
  variable: 'password: ${DB_PASSWORD}\ntoken: $(TOKEN)\nsecret = %(secret)s\npassword=$DB_PASSWORD\n',
  'variable with a default': 'password: ${DB_PASSWORD:none}\n',
  template: 'password: {{ .Values.password }}\ntoken: "<your token>"\nsecret: "@SECRET@"\n',
  reference:
    'password: vault:secret/data/db#password\ntoken: secret://db/token\nsecretName: db-credentials\n',
  'a thing of that name':
    'auth: kubernetes\nsecret: db-credentials\ntokens: enabled\nauthorization:\n  mode: RBAC\n',
  placeholder: 'token: your-token-here\nsecret: xxxxx\n',
  comment: '# password: s3cr3t!\nuser: app\n',
  encrypted: 'password: ENC(abcdef12345=)\nsecret={cipher}abcdef123456\n',
  schema: '{"type": "object", "properties": {"password": {"type": "string"}, "token": "string"}}',
  number: 'token.ttl=3600\npassword.length: 12\npasswordPolicy: strict\n',
  prose: 'description: >\n  password: the password of the database user\n',
  'nothing at all': 'server {\n  listen 80;\n  root /srv;\n}\n',
};

describe('a file in a config map', () => {
  test.each(Object.entries(HOLDS))('holds a credential: %s', (_, text) => {
    expect(documentHoldsCredential(text)).toBe(true);
    expect(redactedValue('application.conf', text).$redacted.looksLike).toMatch(
      /^(password-like-name|url-with-credentials)$/,
    );
  });
  test.each(Object.entries(HOLDS_NONE))('holds none: %s', (_, text) => {
    expect(documentHoldsCredential(text)).toBe(false);
  });
  test('is judged in linear time, whatever it holds', () => {
    const started = performance.now();
    for (const text of ['password', 'a:', '"', '<a', 'key="', ' ', 'a=', '{{']) {
      documentHoldsCredential(text.repeat(100_000));
      documentHoldsCredential(`${text.repeat(200)}\n`.repeat(500));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        documentHoldsCredential(text);
      }),
    );
  });
});

describe('what is masked in text that is kept', () => {
  test('a block named authorization keeps what stands on the lines below it', () => {
    const kubelet = 'authorization:\n  mode: Webhook\nrotateCertificates: true\n';
    expect(maskText(kubelet)).toBe(kubelet);
    expect(maskText('authorization: Bearer abc')).not.toContain('abc');
  });
});
