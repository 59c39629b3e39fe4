/**
 * Programs that take a credential where no name tells it: by a flag of one letter, by its place, or within a header.
 * Sources: the manual pages of the programs. `-p` means so many other things that it says nothing alone.
 */

export interface SignIn {
  /** A word that must come after the program, such as `login`. */
  readonly needs?: string;
  /** Flags whose value is the next word or stands behind `=`. */
  readonly apart?: readonly string[];
  /** Flags of which the value is the rest of the word. */
  readonly attached?: readonly string[];
  /** Flags whose value is `USER:X`; the separator when it is another. */
  readonly pair?: readonly string[];
  readonly separator?: string;
  /** Flags whose value is a header, `NAME: X`. */
  readonly header?: readonly string[];
  /** Words by their place: behind the words `after` (the program itself when it is ''), `skip` words stay, `count` go. */
  readonly places?: readonly Place[];
  /** With a word like this among them, the last word goes. */
  readonly lastWith?: RegExp;
  /** `NAME=X` after these words: every value goes, whatever its name. */
  readonly assignments?: readonly string[];
}

export interface Place {
  readonly after: string;
  readonly skip: number;
  readonly count: number;
}

const place = (after: string, skip = 0, count = 1): Place => ({ after, skip, count });

/** What a program's name says; the name without folder, `.exe` and `.sh`. */
export function signInsOf(program: string): readonly SignIn[] {
  return BY_NAME.get(program) ?? BY_FAMILY.find(([family]) => family.test(program))?.[1] ?? [];
}

const BY_FAMILY: readonly (readonly [family: RegExp, rules: readonly SignIn[]])[] = [
  [
    /^(?:mysql|mariadb)[\w-]*$|^(?:xtrabackup|mariabackup|innobackupex|mydumper|myloader)$/,
    [{ attached: ['-p'], places: [place('password')] }],
  ],
  [/^mongo[a-z]*$/, [{ apart: ['-p'], attached: ['-p'] }]],
  [/^ldap[a-z]+$/, [{ apart: ['-w', '-s', '-a', '-t'], attached: ['-w'] }]],
];

const ROWS: readonly (readonly [programs: string, rule: SignIn])[] = [
  // Any program that is told to log in
  ['login', { apart: ['-p'], attached: ['-p'] }],
  ['sshpass', { apart: ['-p'], attached: ['-p'] }],
  // Databases
  [
    'redis-cli valkey-cli keydb-cli redis-benchmark',
    { apart: ['-a'], places: [place('AUTH', 0, 2), place('auth', 0, 2)] },
  ],
  ['sqlcmd osql bcp isql tsql', { apart: ['-P'], attached: ['-P'] }],
  ['cqlsh nodetool cypher-shell couchbase-cli cbbackupmgr hive impala-shell', { apart: ['-p', '-pw'] }],
  ['beeline', { apart: ['-p'] }],
  ['influx', { apart: ['-t', '-p'] }],
  ['sqlplus rman exp imp expdp impdp sqlldr', { pair: [''], separator: '/' }],
  ['etcdctl', { pair: ['--user', '-u'], places: [place('user add', 1)] }],
  ['zkCli zkcli zookeeper-shell', { places: [place('addauth', 1)] }],
  ['slappasswd', { apart: ['-s'] }],
  // Transfer
  [
    'curl',
    {
      pair: ['-u', '--user', '-U', '--proxy-user', '-E', '--cert'],
      header: ['-H', '--header', '--proxy-header'],
      apart: ['-b', '--cookie'],
    },
  ],
  ['wget', { header: ['--header'] }],
  ['http https xh httpie', { pair: ['-a', '--auth'] }],
  [
    'grpcurl hey ab wrk vegeta websocat wscat',
    { header: ['-H', '-rpc-header', '-header'], pair: ['-a', '-A'] },
  ],
  ['smbclient rpcclient smbget smbcacls winexe wmiexec net', { pair: ['-U', '--user'], separator: '%' }],
  ['lftp', { pair: ['-u', '--user'], separator: ',' }],
  ['rdesktop ncftp ncftpput ncftpget', { apart: ['-p'] }],
  ['xfreerdp', { attached: ['/p:'] }],
  ['net', { places: [place('user', 1)] }],
  // Files of passwords, keys and archives
  ['htpasswd', { lastWith: /^-[a-zA-Z]*b[a-zA-Z]*$/ }],
  ['ansible-vault', { places: [place('encrypt_string')] }],
  [
    'openssl',
    { apart: ['-k', '-K', '-hmac', '-pass', '-passin', '-passout', '-password'], places: [place('passwd')] },
  ],
  ['keytool jarsigner', { apart: ['-new'] }],
  ['zip unzip', { apart: ['-P'], attached: ['-P'] }],
  ['7z 7za 7zr 7zz rar unrar', { attached: ['-p', '-hp'] }],
  ['pdftk', { places: [place('owner_pw'), place('user_pw'), place('input_pw')] }],
  ['useradd usermod adduser', { apart: ['-p'] }],
  // Registries
  ['docker podman nerdctl buildah', { apart: ['--creds', '--authfile-password'] }],
  ['skopeo oras crane regctl', { apart: ['--creds', '--src-creds', '--dest-creds'], pair: ['-u'] }],
  ['ctr', { pair: ['-u', '--user'] }],
  ['crictl', { apart: ['--creds', '--auth'] }],
  ['twine', { apart: ['-p'] }],
  ['nuget', { places: [place('setapikey'), place('setApiKey')], apart: ['-ApiKey'] }],
  ['dotnet', { apart: ['-k', '--api-key'] }],
  ['cargo', { places: [place('login')] }],
  ['npm yarn pnpm', { places: [place('config set', 1)] }],
  // Clouds
  [
    'aws',
    { places: [place('configure set', 1)], apart: ['--secret-string', '--value', '--secret-access-key'] },
  ],
  ['az', { apart: ['--value', '--client-secret', '--account-key', '--sas-token'] }],
  ['doctl glab', { apart: ['-t'] }],
  ['ngrok', { places: [place('authtoken'), place('add-authtoken')] }],
  ['cloudflared', { places: [place('service install')] }],
  ['rclone', { places: [place('obscure')] }],
  ['ibmcloud', { apart: ['-p', '--apikey'] }],
  ['linode-cli hcloud', { apart: ['--token'] }],
  // Secret stores
  [
    'vault bao',
    {
      places: [
        place('login'),
        place('operator unseal'),
        place('token lookup'),
        place('token revoke'),
        place('token renew'),
        place('unwrap'),
      ],
      assignments: ['kv put', 'kv patch', 'write', 'login'],
    },
  ],
  ['consul nomad serf', { apart: ['-encrypt', '-token'] }],
  // Kubernetes
  [
    'kubectl oc',
    {
      apart: ['-p'],
      needs: 'login',
    },
  ],
  [
    'kubectl oc',
    {
      places: [place('config set', 1)],
      assignments: ['--from-literal', '--exec-env', '--auth-provider-arg'],
    },
  ],
  ['kubeadm', { places: [place('token delete')] }],
  [
    'mc mcli',
    {
      places: [
        place('alias set', 2, 2),
        place('host add', 2, 2),
        place('user add', 1, 2),
        place('alias s', 2, 2),
      ],
    },
  ],
  [
    'rabbitmqctl',
    { places: [place('add_user', 1), place('change_password', 1), place('authenticate_user', 1)] },
  ],
  ['rabbitmqadmin', { apart: ['-p'] }],
  ['grafana-cli', { places: [place('reset-admin-password')] }],
  ['grafana', { places: [place('reset-admin-password')] }],
  ['add-user', { apart: ['-p'], places: [place('', 1)] }],
  ['kcadm kc', { apart: ['-p'] }],
  ['gitlab-runner', { apart: ['-r', '-t'] }],
  ['airflow superset', { apart: ['-p'] }],
  ['nats', { apart: ['--password'] }],
  ['ceph rbd rados', { apart: ['--key'] }],
  // Devices
  ['ipmitool', { apart: ['-P'], attached: ['-P'] }],
  ['snmpget snmpwalk snmpset snmpbulkwalk snmptrap', { apart: ['-c', '-A', '-X'] }],
  ['radtest', { places: [place('', 1), place('', 4)] }],
  ['kadmin kadmin.local', { apart: ['-w', '-pw'] }],
  ['hydra medusa ncrack', { apart: ['-p'] }],
];

const BY_NAME: ReadonlyMap<string, readonly SignIn[]> = collect();

function collect(): Map<string, readonly SignIn[]> {
  const found = new Map<string, readonly SignIn[]>();
  for (const [programs, rule] of ROWS) {
    for (const program of programs.split(' ')) found.set(program, [...(found.get(program) ?? []), rule]);
  }
  return found;
}
