import { describe, expect, test } from 'vitest';
import { environmentProxy, isProxyAddress } from '../../../main/kubeconfig/proxy.ts';

const proxyOf = (server: string, environment: Record<string, string>) =>
  environmentProxy(server, environment)?.address ?? null;

/** The cases that golang.org/x/net/http/httpproxy documents and tests. */
describe('the proxy of the environment, as in Go', () => {
  test.each<[environment: Record<string, string>, server: string, expected: string | null]>([
    [{ HTTP_PROXY: '127.0.0.1:8080' }, 'http://example.com', 'http://127.0.0.1:8080'],
    [
      { HTTP_PROXY: 'cache.corp.example.com:1234' },
      'http://example.com',
      'http://cache.corp.example.com:1234',
    ],
    [{ HTTP_PROXY: 'cache.corp.example.com' }, 'http://example.com', 'http://cache.corp.example.com'],
    [{ HTTP_PROXY: 'localhost' }, 'http://example.com', 'http://localhost'],
    [
      { HTTP_PROXY: 'https://cache.corp.example.com' },
      'http://example.com',
      'https://cache.corp.example.com',
    ],
    [{ HTTP_PROXY: 'socks5://127.0.0.1' }, 'http://example.com', 'socks5://127.0.0.1'],
    [{ HTTP_PROXY: 'foo://host' }, 'http://example.com', 'foo://host'],
    [
      { HTTP_PROXY: 'http.proxy.tld', HTTPS_PROXY: 'secure.proxy.tld' },
      'http://insecure.tld/',
      'http://http.proxy.tld',
    ],
    [
      { HTTP_PROXY: 'http.proxy.tld', HTTPS_PROXY: 'secure.proxy.tld' },
      'https://secure.tld/',
      'http://secure.proxy.tld',
    ],
    [{ HTTPS_PROXY: 'https://secure.proxy.tld' }, 'https://secure.tld/', 'https://secure.proxy.tld'],
    [{ HTTP_PROXY: 'http.proxy.tld' }, 'https://secure.tld/', null],
    [{ HTTP_PROXY: 'http.proxy.tld' }, 'ftp://insecure.tld/', null],
    [{}, 'https://secure.tld/', null],
    [{ https_proxy: 'lower:3128' }, 'https://secure.tld/', 'http://lower:3128'],
    [{ HTTPS_PROXY: 'upper:3128', https_proxy: 'lower:3128' }, 'https://secure.tld/', 'http://upper:3128'],
    [{ HTTPS_PROXY: '', https_proxy: 'lower:3128' }, 'https://secure.tld/', 'http://lower:3128'],
    [{ HTTPS_PROXY: 'proxy', no_proxy: 'secure.tld' }, 'https://secure.tld/', null],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: 'example.com' }, 'http://example.com/', null],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: '.example.com' }, 'http://example.com/', 'http://proxy'],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: 'ample.com' }, 'http://example.com/', 'http://proxy'],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: 'example.com' }, 'http://foo.example.com/', null],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: '.foo.com' }, 'http://example.com/', 'http://proxy'],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: '.示例.com' }, 'http://www.示例.com', null],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: 'xn--fsq092h.com' }, 'http://www.示例.com', null],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: '示例.com' }, 'http://www.xn--fsq092h.com', null],
    [{ HTTP_PROXY: 'proxy', NO_PROXY: ':1' }, 'http://example.com', 'http://proxy'],
  ])('%j for %s is %s', (environment, server, expected) => {
    expect(proxyOf(server, environment)).toBe(expected);
  });

  const NO_PROXY =
    'foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64';

  test.each<[host: string, through: boolean]>([
    ['localhost', false],
    ['127.0.0.1', false],
    ['127.0.0.2', false],
    ['[::1]', false],
    ['[::2]', true],
    ['192.168.1.1', false],
    ['192.168.1.2', true],
    ['192.168.1.3', false],
    ['192.168.1.4', true],
    ['10.0.0.2', false],
    ['10.0.0.4', true],
    ['[2001:db8::52:0:1]', false],
    ['[2001:db8::52:0:2]', true],
    ['[2001:db8::52:0:3]', false],
    ['[2002:db8:a::123]', false],
    ['[2002:db8:b::123]', true],
    ['[fe80::424b:c8be:1643:a1b6]', true],
    ['barbaz.net', true],
    ['www.barbaz.net', false],
    ['foobar.com', false],
    ['FooBar.com', false],
    ['www.foobar.com', false],
    ['foofoobar.com', true],
    ['baz.com', true],
    ['localhost.net', true],
    ['local.localhost', true],
    ['barbarbaz.net', true],
    ['wildcard.io', true],
    ['nested.wildcard.io', false],
    ['awildcard.io', true],
  ])('%s goes through it: %s', (host, through) => {
    expect(proxyOf(`http://${host}:80`, { HTTP_PROXY: 'proxy', NO_PROXY }) !== null).toBe(through);
    expect(proxyOf(`http://${host}:80`, { HTTP_PROXY: 'proxy', NO_PROXY: 'x, *' })).toBeNull();
  });

  test.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '/8',
    '::/129',
    '10.0.0/8',
    '[',
    ']',
    '[]',
    '*.',
    '.',
    ',,,',
    '%',
    '10.0.0.1:x',
  ])('an entry such as %j covers nothing and breaks nothing', (entry) => {
    expect(proxyOf('https://10.0.0.1', { HTTPS_PROXY: 'proxy', NO_PROXY: entry })).toBe('http://proxy');
  });

  test('says which variable it comes from', () => {
    expect(environmentProxy('https://x.example', { https_proxy: 'p:1' })?.variable).toBe('https_proxy');
  });
});

test.each([
  ['http://proxy.example:3128', true],
  ['https://user:p%40ss@proxy.example', true],
  ['socks5://proxy.example:1080', true],
  ['socks4://proxy.example', false],
  ['ftp://proxy.example', false],
  ['file:///etc/passwd', false],
  ['http://', false],
  ['http://100%:x@proxy.example', false],
  ['', false],
])('%j is a usable proxy: %s', (address, expected) => {
  expect(isProxyAddress(address)).toBe(expected);
});
