/**
 * Commands that give somebody else a shell, judged by what is started and joined, not by one spelling: shells whose
 * input or output is a connection, netcat and socat that start a program, interpreters that join a socket to a process.
 * A connection alone, as of `nc -z` or a health check, is none.
 */
import { type Command, commandsOfLine, commandsOfScript, isShell, scriptOf } from './shell.ts';

/** What a command line does, ending the sentence "the command …"; null for nothing of the kind. */
export function remoteShell(words: readonly string[]): string | null {
  const commands = commandsOfLine(words);
  // A descriptor that is opened to a connection in one command is used by the next ones.
  const connected = commands.some(({ redirects }) => redirects.some(isConnection));
  for (const command of commands) {
    const found = ofCommand(command, connected);
    if (found !== null) return found;
  }
  // Code alone, for an interpreter that the image starts.
  const [first = ''] = words;
  const bare =
    /\s/.test(first.trim()) &&
    words.length === 1 &&
    opensShell(first) &&
    /\bimport\b|\brequire\b/.test(first);
  return bare ? 'connects a shell to a network connection' : null;
}

function ofCommand(command: Command, connected: boolean): string | null {
  const { name, args, redirects } = command;
  if (isOpenShell(command) && redirects.some((one) => isConnection(one) || (connected && /^&\d+$/.test(one))))
    return 'connects a shell to a network connection';
  // `while read line; do $line …; done` with a connection as its input: what arrives is run.
  if (connected && (/^\$\{?\w+\}?$/.test(name) || (name === 'eval' && /\$/.test(args.join(' ')))))
    return 'runs what a network connection delivers';
  if (isNetcat(name)) {
    const program = programOfNetcat(args);
    if (program !== null && !isHarmless(program)) return `lets ${name} start a program for a remote party`;
  }
  if (name === 'socat' && joinsProgram(args)) return 'lets socat start a program for a remote party';
  if (
    (name === 'websocketd' || name === 'ttyd' || name === 'gotty') &&
    args.some((one) => isShell(programName(one)))
  )
    return 'serves a shell to the network';
  if (joinsPipeline(command)) return 'connects a shell to a network connection through pipes';
  const code = inlineCode(command);
  if (code === null) return null;
  if (opensShell(code)) return `connects a shell to a network connection in ${name}`;
  return startsShellLine(code) ? `lets ${name} start a remote shell` : null;
}

/** Code that hands a line to a shell which opens the way itself: `os.system("nc -e …")`. */
function startsShellLine(code: string): boolean {
  if (!/child_process|system|exec|popen|subprocess|spawn|`/i.test(code)) return false;
  for (const [, , line = ''] of code.slice(0, 20_000).matchAll(/(["'`])([^"'`]{6,500})\1/g)) {
    const commands = commandsOfScript(line);
    const connected = commands.some(({ redirects }) => redirects.some(isConnection));
    if (commands.some((one) => !INTERPRETERS.test(one.name) && ofCommand(one, connected) !== null))
      return true;
  }
  return false;
}

/** A shell that waits for input, not one that is given a script. */
function isOpenShell(command: Command): boolean {
  const { name, args } = command;
  if (!isShell(name) && name !== 'cmd.exe' && name !== 'powershell') return false;
  return (
    scriptOf({ name, args, input: '' }) === null && args.every((arg) => arg.startsWith('-') || arg === '')
  );
}

const isConnection = (file: string): boolean => /^\/dev\/(tcp|udp)\//.test(file) || /^\/inet6?\//.test(file);

const isNetcat = (name: string): boolean =>
  /^(nc|ncat|netcat|nc\d|nc\.(traditional|openbsd)|nc6|netcat6|cryptcat|dbd|sbd|pwncat)(\.exe)?$/.test(name);

/** The program that netcat starts: `-e`, `-c`, also among other letters, and the long forms of ncat. */
function programOfNetcat(args: readonly string[]): string | null {
  if (args.some((arg) => /^-[A-Za-z]*z/.test(arg) && !arg.startsWith('--'))) return null;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    const long = /^--(exec|sh-exec|lua-exec)(?:=(.*))?$/s.exec(arg);
    if (long !== null) return long[2] ?? args[i + 1] ?? '';
    const short = /^-([A-Za-z]*)([ec])(.*)$/s.exec(arg);
    if (short === null || arg.startsWith('--')) continue;
    const value = (short[3] ?? '') !== '' ? (short[3] ?? '') : (args[i + 1] ?? '');
    // `-c` of OpenBSD asks for TLS, so there it must name a program to start one.
    if (short[2] === 'e' || isShell(programName(value)) || /[ ;|]/.test(value)) return value;
  }
  return null;
}

/** Programs that answer and take nothing in. */
const isHarmless = (text: string): boolean => {
  const words = text.trim().split(/\s+/);
  const first = programName(words[0] ?? '');
  return /^(cat|echo|printf|date|true|hostname|uptime|yes)$/.test(first) && !/[;|&`$]/.test(text);
};

const programName = (text: string): string => {
  const [first = ''] = text.trim().split(/\s+/);
  return first.slice(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1).replace(/["']/g, '');
};

/** socat joins two addresses: a program on one side, a network or a terminal of somebody else's on the other. */
function joinsProgram(args: readonly string[]): boolean {
  const addresses = args
    .filter((arg) => !arg.startsWith('-') || arg === '-')
    .flatMap((arg) => arg.split('!!'));
  const programs = addresses.flatMap((one) => {
    const found = /^["']?(?:EXEC|SYSTEM|SHELL):(.*)$/is.exec(one);
    return found === null ? [] : [(found[1] ?? '').replace(/^["']/, '')];
  });
  const network = addresses.some((one) =>
    /^["']?(TCP|UDP|SCTP|DCCP|OPENSSL|SSL|IP|SOCKS|PROXY|VSOCK|QUIC)[\w-]*:/i.test(one),
  );
  return network && programs.some((program) => !isHarmless(program.replace(/,.*$/s, '')));
}

/** A shell and a network client in one pipeline; a shell that was given its script only prints. */
function joinsPipeline({ name, pipeline, redirects }: Command): boolean {
  if (pipeline.length < 2 || !isClient({ name, pipeline, redirects })) return false;
  return pipeline.some(
    (one) => isOpenShell(one) || (INTERPRETERS.test(one.name) && one.args.every((arg) => arg === '-')),
  );
}

function isClient({ name, pipeline }: Pick<Command, 'name' | 'pipeline' | 'redirects'>): boolean {
  const own = pipeline.find((one) => one.name === name);
  const args = own?.args ?? [];
  if (isNetcat(name)) return !args.some((arg) => /^-[A-Za-z]*z/.test(arg));
  if (name === 'openssl') return args[0] === 's_client' || args[0] === 's_server';
  if (name === 'socat') return true;
  if (name === 'cat' && own?.redirects.some(isConnection) === true) return true;
  return name === 'telnet' || name === 'rlogin' || name === 'websocat' || name === 'wscat';
}

const INTERPRETERS =
  /^(python[\d.]*|pypy[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|node|nodejs|deno|bun|lua[\d.]*|luajit|tclsh[\d.]*|expect|g?awk|mawk|nawk|busybox-awk|pwsh|powershell(\.exe)?|jshell|java|groovy|go|julia|Rscript|osascript|irb|vim?|gdb)$/;

/** The code that stands in the command line itself, or in what is read with it. */
function inlineCode({ name, args, input }: Command): string | null {
  if (!INTERPRETERS.test(name)) return null;
  if (
    /^(python|pypy|perl|ruby|php|node|deno|bun|lua|pwsh|powershell|julia|Rscript|osascript|groovy|vim?|gdb)/.test(
      name,
    )
  ) {
    const encoded = args.findIndex(
      (arg) => /^-e(nc|ncodedcommand|c)?$/i.test(arg) && /^(pwsh|powershell)/.test(name),
    );
    if (encoded >= 0) return decoded(args[encoded + 1] ?? '');
    const flag = args.findIndex((arg) =>
      /^(-[A-Za-z0-9]*[ceErR]|--?eval|--?print|-command|--command|-ex|eval|\+.*)$/i.test(arg),
    );
    return [...(flag < 0 ? [] : args.slice(flag)), input].join('\n');
  }
  return [...args, input].join('\n');
}

/** What PowerShell takes encoded: UTF-16 in base64. */
function decoded(text: string): string {
  if (!/^[A-Za-z0-9+/=]{8,20000}$/.test(text)) return text;
  const bytes = atob(text.slice(0, text.length - (text.length % 4)));
  return bytes.replaceAll('\0', '');
}

/** Code that opens a connection and starts a program or joins one to it. */
function opensShell(code: string): boolean {
  const text = code.slice(0, 20_000);
  return CONNECTS.test(text) && (STARTS.test(text) || (RUNS.test(text) && SHELL_PATH.test(text)));
}

const CONNECTS =
  /\bsocket\b|\bSocket\b|IO::Socket|IO\.popen|\bTCPSocket\b|\bTCPServer\b|\bfsockopen\b|\bpfsockopen\b|stream_socket_client|\bnet\.(connect|createConnection|Socket|createServer|Dial|Listen)|\brequire\(?\s*["'](node:)?net["']|\/inet6?\/(tcp|udp)\/|\/dev\/(tcp|udp)\/|Sockets\.(TCPClient|TcpClient|Socket)|\bTCPClient\b|socket\.tcp|luasocket|java\.net\.Socket|Deno\.connect|Bun\.connect|\bconnect\(|\bsocat\b|\bncat?\b/;

/** Certain by themselves beside a connection. */
const STARTS =
  /pty\.spawn|os\.dup2|\bdup2\s*\(|subprocess\.(call|Popen|run|check_output|getoutput)|from\s+subprocess\s+import|os\.(popen|system|exec[lv]p?e?|spawn)|\bproc_open\b|\bshell_exec\b|\bpassthru\b|\bpopen\b|child_process|\.spawn\(|spawnSync|execSync|Deno\.(run|Command)|Bun\.spawn|ProcessBuilder|Runtime\.getRuntime|exec\.Command|Process\.Start|\biex\b|Invoke-Expression|io\.popen|os\.execute|\|&\s*getline|getline\s*<|while\s*\(.*\|\s*getline|\bopen\s*\(?\s*STDIN\s*,|\$stdin\.reopen|\.reopen\(/i;
const RUNS = /\bexec\b|\bsystem\b|`|\bspawn\b|%x|qx|\bopen\b/;
const SHELL_PATH = /(\/bin\/|\/usr\/bin\/|["'\s(`])(ba|z|da|a|k)?sh\b|cmd(\.exe)?\b|powershell/;
