"""Runs programs that a language model wrote, each job in a subprocess of its own, every item of it in a fork of that.

What holds them: no environment, no standard input, their own process group, limits of the operating system on CPU time,
memory, file size, descriptors and processes, a clock outside, and before all that the same inspection of the syntax tree
that AZR Studio makes: an allow-list of modules, no open, exec, eval, import machinery or dunder attributes. What does not
hold them: namespaces, seccomp and Landlock, in which AZR Studio runs programs. Use a container.
"""
import json
import os
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST_SEED = 20240501
SEEDS = [FIRST_SEED] + [FIRST_SEED + 7919 * i for i in range(1, 10)]  # ten interpreters, where a program can tell
LITERAL, FOREIGN = 1, 2  # how arguments are read: answers; hidden inputs of a task


class Lost(RuntimeError):
    """The machine failed, not the program."""


def ask(job, settings, seed):
    """The answer of runner.py to a job, run under a hash seed of its own."""
    wall = max(5.0, 4 * settings['cpu_seconds'])
    job = dict(job, settings=settings, wall=wall)
    # Not -I: it would ignore the hash seed.
    process = subprocess.Popen([sys.executable, '-s', '-S', '-B', os.path.join(HERE, 'runner.py')], cwd='/',
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               env={'PYTHONHASHSEED': str(seed)}, start_new_session=True)
    try:
        out, _ = process.communicate(json.dumps(job).encode(), timeout=30 + wall * (1 + len(job.get('items', ()))))
    except subprocess.TimeoutExpired:
        raise Lost('the runner did not answer') from None
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    try:
        return json.loads(out)
    except ValueError:
        raise Lost('the runner was lost') from None


def inspect_and_run(program, imports, texts, mode, settings):
    """(verdict of the inspection, its reason, whether the program can observe what differs between interpreters, results
    as of run(); none where the inspection refuses it)"""
    items = [[program, imports, text, mode] for text in texts]
    told = ask({'inspect': [program, imports], 'items': items}, settings, FIRST_SEED)
    return told['verdict'], told['reason'], told['observes'], [tuple(one) for one in told.get('results', ())]


def run(program, imports, texts, mode, settings, seed):
    """[(verdict, reason, value as the text of a literal)]"""
    items = [[program, imports, text, mode] for text in texts]
    return [tuple(one) for one in ask({'items': items}, settings, seed)['results']]
