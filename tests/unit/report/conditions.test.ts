/** Conditions name who does what by when, and how it is checked. */
import { expect, test } from 'vitest';
import { SCENARIOS } from '../../../main/assessment/risk/catalogue.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { conditionOf } from '../../../main/report/sections/conditions.ts';

const actions = [
  ...CONTROLS.map(({ meta }) => meta.remediation.short),
  ...SCENARIOS.flatMap(({ mitigations }) => mitigations.map(({ what }) => what)),
];

test.each([
  ['Remove the mount.', 'Before closing, the seller must remove the mount. A new collection confirms it.'],
  [
    'Delete the token. Rotate what it could read.',
    'Before closing, the seller must delete the token. Rotate what it could read. A new collection confirms it.',
  ],
  ['Name an owner', 'Before closing, the seller must name an owner. A new collection confirms it.'],
  // No order: the text stands as it is.
  [
    'The mount has to go.',
    'Before closing, the seller must resolve this, and a new collection confirms it: The mount has to go.',
  ],
  [
    'RBAC must be on.',
    'Before closing, the seller must resolve this, and a new collection confirms it: RBAC must be on.',
  ],
  ['', ''],
])('“%s” reads “%s”', (action, condition) => {
  expect(conditionOf(action)).toBe(condition);
});

test('every recommendation of the catalogue becomes a duty of the seller', () => {
  expect(actions.filter((action) => conditionOf(action).includes('resolve this'))).toEqual([]);
});
