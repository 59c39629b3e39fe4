/**
 * Whether a value says where a file lies. That is no secret, whatever the name before it sounds like: the one rule for
 * arguments, variables, config maps and custom resources. A base64 word may begin with `/` and hold more of them, so a
 * path counts only for the kind of its file or for the directory that it lies below.
 */
import { namesPassword } from './names.ts';

const MAX_CHARACTERS = 2_000;

/**
 * True for a path, or several joined by commas or colons, also written `file://…`, `@…` or below a variable. Under the
 * name of a password, whose every value may be one, only below directories where containers find their files.
 */
export function isFilePath(name: string, value: string): boolean {
  if (value.length > MAX_CHARACTERS || !/[/\\.]/.test(value)) return false;
  const isOne = namesPassword(name) ? isMounted : KEYS_OR_CERTIFICATES.test(name) ? isFileByAnyName : isFile;
  return value.split(',').every((each) =>
    each
      .trim()
      .replace(/^(?:@|file:(?:\/\/)?)(?=[/.~])/, '')
      .split(/:(?=\/)/)
      .every(isOne),
  );
}

/** Names beside which a bare `server.pem` is no word but a file. */
const KEYS_OR_CERTIFICATES = /(?:key|keys|cert|certs|crt|ca|pem|certificate|certificates)$/i;

const isFileByAnyName = (path: string): boolean => isFile(path) || OWN_KIND.test(path);

function isFile(path: string): boolean {
  if (/^[A-Za-z]:\\/.test(path)) return FILE_KIND.test(path) && /^[\w:.\\ +-]*$/.test(path);
  const [root = '', ...parts] = path.replace(/\/$/, '').split('/');
  if (parts.length === 0 || !parts.every((part) => PART.test(part))) return false;
  const isRooted = root === '' || /^(?:\.{1,2}|~|\$HOME|\$\{\w{1,60}\}|\$\(\w{1,60}\))$/.test(root);
  if (!isRooted) return false;
  return FILE_KIND.test(path) || (root === '' && isKnownDirectory(parts[0] ?? ''));
}

const isMounted = (path: string): boolean => MOUNTED_FILE.test(path);

/** A part of a path, with the variables and wildcards that people write into it. */
const PART = /^[\w@.+~*$(){}-]{1,255}$/;

/** A path where containers find their files; other text that begins with a slash may well be a password. */
const MOUNTED_FILE =
  /^\/(?:run|var|etc|mnt|opt|home|root|usr|tmp|srv|data|app|config|secrets?|vault|certs?|tls|ssl|keys)(?:\/[\w@.-]+)+\/?$/;

/** Endings of files; no alphabet of a token but a JWT's has a dot. */
const FILE_KIND =
  /\.(?:key|pem|crt|cer|cert|csr|crl|der|pub|p7b|p8|p12|pfx|jks|keystore|truststore|keytab|jwks?|bin|gpg|asc|sig|token|secret|password|passwd|htpasswd|credentials?|creds|json|ya?ml|toml|ini|conf|cnf|cfg|config|kubeconfig|properties|env|xml|csv|txt|hcl|acl|db|log|sock|socket|sh|py|lua|so|pid|d)$/i;

/** Endings that only keys and certificates have: enough without a directory before. */
const OWN_KIND = /^[\w@.+/-]{1,500}\.(?:key|pem|crt|cer|csr|p12|pfx|jks|keytab|kubeconfig)$/;

/** `/etc`, `/certs`, `/webhook-certs`. */
function isKnownDirectory(name: string): boolean {
  return (
    DIRECTORIES.has(name) ||
    DIRECTORIES_OF_KIND.has(/^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*[-_]([a-z]+)$/.exec(name)?.[1] ?? '')
  );
}

const DIRECTORIES_OF_KIND: ReadonlySet<string> = new Set(
  'auth ca cert certs certificate certificates conf config creds credentials data key keys pki secret secrets ssh ssl tls token tokens'.split(
    ' ',
  ),
);

const DIRECTORIES: ReadonlySet<string> = new Set([
  ...DIRECTORIES_OF_KIND,
  ...`app apps backup bin bitnami boot cache configs dev etc export home host hostfs lib lib64 media mnt mount opt proc
  root rootfs run sbin srv state sys tmp usr var vault volume volumes work workspace`.split(/\s+/),
]);
