import { testFamily } from './cases.ts';
import { deployment, namespace, object } from './objects.ts';

const shop = [namespace('shop'), deployment()];
const missing = (kind: string, key: string) => ({
  fail: { objects: shop, path: 'metadata.name', value: 'shop', message: new RegExp(`shop has no ${kind}`) },
  pass: { objects: [...shop, object('v1', kind, 'a', {}, { namespace: 'shop' })] },
  unknown: { objects: shop, forbidden: [key] },
  'not-applicable': { objects: [namespace('empty')] },
});

testFamily('tenancy', {
  'workload-in-default': {
    fail: {
      objects: [deployment({}, {}, { namespace: 'default' })],
      path: 'metadata.namespace',
      value: 'default',
    },
    pass: { objects: [deployment()] },
    unknown: { forbidden: ['/pods'] },
  },
  'no-quota': missing('ResourceQuota', '/resourcequotas'),
  'no-limit-range': missing('LimitRange', '/limitranges'),
});
