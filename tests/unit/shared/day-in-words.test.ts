/** One way to write a date, in the report, its template and the interface. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { date, dateTime, zonedTime } from '../../../renderer/format.ts';
import { dayInWords } from '../../../shared/day-in-words.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

test.each(MONTHS.map((month, at) => [month, String(at + 1).padStart(2, '0')] as const))(
  '%s is written alike by the report and the interface',
  (month, number) => {
    const noon = new Date(2026, Number(number) - 1, 7, 12, 34).toISOString();
    expect(dayInWords(`2026-${number}-07`)).toBe(`7 ${month} 2026`);
    expect(date(`2026-${number}-07`)).toBe(`7 ${month} 2026`);
    expect(date(noon)).toBe(`7 ${month} 2026`);
    expect(dateTime(noon)).toBe(`7 ${month} 2026, 12:34`);
    expect(zonedTime(noon)).toMatch(new RegExp(`^7 ${month} 2026, 12:34 \\S+`));
  },
);

test('the template of the report names the months alike', () => {
  const style = readFileSync(
    join(import.meta.dirname, '..', '..', '..', 'main', 'report', 'typst', 'style.typ'),
    'utf8',
  );
  const [, listed = ''] = /#let months = \(([^)]*)\)/.exec(style) ?? [];
  expect(listed.split(', ').map((each) => each.replaceAll('"', ''))).toEqual(MONTHS);
});

test('what is no date stays as it is written', () => {
  for (const text of ['', 'soon', '2026-13-01'])
    expect([dayInWords(text), date(text), dateTime(text), zonedTime(text)]).toEqual([text, text, text, text]);
});
