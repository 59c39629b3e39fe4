"""Runs a command in a pseudo-terminal and tells what it wrote.

Usage: terminal.py COLUMNS [WHEN=WHAT ...] -- COMMAND...
WHAT happens, in order, once WHEN was written: `int` sends Ctrl+C, `size:N` makes the terminal N columns wide, anything
else is typed. What the command wrote goes to standard output as it was; its exit status is that of this program.
"""
import fcntl, os, pty, signal, struct, sys, termios

separator = sys.argv.index('--')
columns, cues, command = int(sys.argv[1]), sys.argv[2:separator], sys.argv[separator + 1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)


def resize(to):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, to, 0, 0))


resize(columns)
seen, since = b'', 0
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    while cues:
        when, what = cues[0].split('=', 1)
        at = seen.find(when.encode(), since)
        if at < 0:
            break
        since, cues = at + len(when), cues[1:]
        if what == 'int':
            os.write(terminal, b'\x03')
        elif what.startswith('size:'):
            resize(int(what[5:]))
            os.kill(pid, signal.SIGWINCH)
        else:
            os.write(terminal, what.encode().decode('unicode_escape').encode())
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF)
