/** A default within a variable is a value; a reference is none. SECURITY.md says what stays under a neutral name. */
import { expect, test } from 'vitest';
import { maskArguments, maskText } from '../../../../main/snapshot/redaction/mask.ts';

test.each([
  ['run ${DB_PASSWORD-otterly}', 'run ${DB_PASSWORD-***}'],
  ['run ${DB_PASSWORD:-otterly} now', 'run ${DB_PASSWORD:***} now'],
  ['run ${API_TOKEN=otterly}', 'run ${API_TOKEN=***}'],
  ['DB_PASSWORD=${DB_PASSWORD-otterly}', 'DB_PASSWORD=***'],
  ['PASSWORD=${UNSET-otterly}', 'PASSWORD=***'],
  ['mysql -p${MYSQL_PW-otterly}', 'mysql -p***'],
  ['run ${DB_PASSWORD-otterly', 'run ${DB_PASSWORD-***'],
])('%s keeps no default', (text, masked) => {
  expect(maskText(text)).not.toContain('otterly');
  expect(maskText(text)).toBe(masked);
});

test.each([
  'DB_PASSWORD=${DB_PASSWORD}',
  'DB_PASSWORD=$(DB_PASSWORD)',
  'password=${env.DB_PASSWORD}',
  'run ${PORT-8080} ${HOST:-localhost}',
  'run ${DB_PASSWORD-${OTHER}}',
  'run ${DB_PASSWORD-/run/secrets/db}',
  'MODE=otterly run --greeting=otterly',
  'mytool otterly',
])('%s stays as it is', (text) => {
  expect(maskText(text)).toBe(text);
});

test('long random text is masked as an argument under any name', () => {
  expect(maskArguments(['MODE=Zx9kLmQ2vT8rWp4sYb7nHc3dFg6jKa1e', 'MODE=otterly'])).toEqual([
    'MODE=***',
    'MODE=otterly',
  ]);
});
