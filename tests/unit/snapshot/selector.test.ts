import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesMap, matchesSelector, selectsEverything } from '../../../main/snapshot/selector.ts';

const labels = (entries: Readonly<Record<string, string>>) => new Map(Object.entries(entries));
const WEB = labels({ app: 'web', tier: 'front' });
const expression = (operator: string, values?: unknown) => ({
  matchExpressions: [{ key: 'tier', operator, ...(values === undefined ? {} : { values }) }],
});

describe('label selectors', () => {
  test.each([
    [{}, true],
    [undefined, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'api' } }, false],
    [{ matchLabels: { app: 7 } }, false],
    [expression('In', ['front', 'back']), true],
    [expression('In', ['back']), false],
    [expression('NotIn', ['back']), true],
    [expression('NotIn', ['front']), false],
    [expression('Exists'), true],
    [expression('DoesNotExist'), false],
    [expression('Gt', ['1']), false],
    [{ matchExpressions: [null] }, false],
  ])('%j matches: %s', (selector, matches) => {
    expect(matchesSelector(selector, WEB)).toBe(matches);
  });
  test('NotIn and DoesNotExist match pods without the label', () => {
    expect(matchesSelector(expression('NotIn', ['front']), labels({}))).toBe(true);
    expect(matchesSelector(expression('DoesNotExist'), labels({}))).toBe(true);
  });
  test('the selector of a Service selects nothing when it is empty', () => {
    expect(matchesMap({}, WEB)).toBe(false);
    expect(matchesMap({ app: 'web' }, WEB)).toBe(true);
    expect(matchesMap({ app: 'web', tier: 'back' }, WEB)).toBe(false);
  });
  test('a selector that selects everything matches any labels', () => {
    fc.assert(
      fc.property(fc.anything(), fc.dictionary(fc.string(), fc.string()), (selector, entries) => {
        if (selectsEverything(selector)) expect(matchesSelector(selector, labels(entries))).toBe(true);
      }),
    );
  });
  test('In and NotIn are opposites', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (values, tier) => {
        const pod = labels({ tier });
        expect(matchesSelector(expression('In', values), pod)).toBe(
          !matchesSelector(expression('NotIn', values), pod),
        );
      }),
    );
  });
});
