"""Runs a command in a pseudo-terminal, and does what a person does: waits until something is seen, then presses a key, or changes the window.

Reads from standard input, as JSON: argv, columns, rows, and acts, one after the other: {"seen": regular expression, "keys": text} or
{"seen": ..., "columns": number}. Writes, as JSON: all that was written, the exit code, and the number of the signal that ended it.
"""
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

asked = json.load(sys.stdin)


def resize(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


child, fd = pty.fork()
if child == 0:
    # The terminal has its size before the command begins.
    resize(0, asked['columns'], asked['rows'])
    os.execvp(asked['argv'][0], asked['argv'])

written, since, acts, deadline = b'', 0, list(asked['acts']), time.time() + 40
while time.time() < deadline:
    ready, _, _ = select.select([fd], [], [], 0.05)
    if ready:
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
    if acts and re.search(acts[0]['seen'], written[since:].decode('utf8', 'replace')):
        act, since = acts.pop(0), len(written)
        if 'keys' in act:
            os.write(fd, act['keys'].encode())
        if 'columns' in act:
            resize(fd, act['columns'], asked['rows'])
            os.kill(child, signal.SIGWINCH)
else:
    os.kill(child, signal.SIGKILL)
_, status = os.waitpid(child, 0)
json.dump({
    'output': written.decode('utf8', 'replace'),
    'exit': os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
    'signal': os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
}, sys.stdout)
