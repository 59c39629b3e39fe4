/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as Go programs read them. */

/** Address of the proxy for a server; null for a direct connection. Loopback is never sent through one. */
export function proxyFor(
  server: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (!URL.canParse(server)) return null;
  const url = new URL(server);
  const read = (name: string) => environment[name] || environment[name.toLowerCase()] || '';
  const proxy = url.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY');
  if (proxy === '') return null;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return null;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (
    read('NO_PROXY')
      .split(',')
      .some((rule) => bypasses(rule.trim().toLowerCase(), host, port))
  )
    return null;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(address) ? address : null;
}

function bypasses(rule: string, host: string, port: string): boolean {
  if (rule === '') return false;
  if (rule === '*') return true;
  if (rule.includes('/')) return inRange(rule, host);
  const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? [];
  if (rulePort !== undefined && rulePort !== port) return false;
  const plain = name.replace(/^\*?\./, '');
  return host === plain ? !name.startsWith('.') && !name.startsWith('*.') : host.endsWith(`.${plain}`);
}

function inRange(rule: string, host: string): boolean {
  const [base = '', bits = ''] = rule.split('/');
  const network = ipv4(base);
  const address = ipv4(host);
  const prefix = Number(bits);
  if (network === null || address === null || !Number.isInteger(prefix) || prefix < 0 || prefix > 32)
    return false;
  const size = 2 ** (32 - prefix);
  return Math.floor(network / size) === Math.floor(address / size);
}

function ipv4(text: string): number | null {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
