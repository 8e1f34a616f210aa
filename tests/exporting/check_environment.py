#!/usr/bin/env python3
"""Holds the verdicts of an exported environment against those of `azr-studio grade`; no part of the suite.

    check_environment.py verdicts AZR_STUDIO FOLDER SEEDS [COUNT]
        FOLDER: an exported environment. SEEDS: a folder with the reference's seed files (*_seed_io.jsonl). COUNT (1000)
        pairs of a task and an answer, of all four kinds, right ones and wrong ones, are judged by both.
    check_environment.py library FOLDER
        With a Python that has verifiers: loads the environment as the installed version does, and rewards a right and a
        wrong answer. `pip install verifiers` (verifiers.v1), `pip install 'verifiers<0.2' datasets` (load_environment).
    check_environment.py dataset FOLDER
        With a Python that has `datasets`: loads every table of a dataset export, and counts its rows.
"""
import asyncio
import concurrent.futures
import glob
import importlib
import json
import os
import random
import subprocess
import sys


def package_in(folder):
    sys.path.insert(0, os.path.abspath(folder))
    found = [os.path.basename(os.path.dirname(one)) for one in glob.glob(os.path.join(folder, '*', '__init__.py'))]
    return importlib.import_module(found[0])


def asked(studio, command, lines):
    """The answers of `azr-studio check` or `grade`, by id."""
    told = subprocess.run([studio, command], input=''.join(json.dumps(line) + '\n' for line in lines), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return {row['id']: row for row in map(json.loads, told.stdout.splitlines())}


def seeds_in(folder, studio):
    """(triplets, programs with pairs): those that a run would admit as tasks, with the outputs that it would give them."""
    rows = []
    for file in sorted(glob.glob(os.path.join(folder, '*_seed_io.jsonl'))):
        with open(file, encoding='utf-8') as lines:
            rows += [json.loads(line) for line in lines]
    checked = asked(studio, 'check', [dict({'id': number, 'program': row['snippet'], 'imports': row['imports']},
                                           **({'inputs': row['inputs']} if 'inputs' in row else {'input': row['input']}))
                                      for number, row in enumerate(rows)])
    triplets, programs = [], []
    for number, row in enumerate(rows):
        told = checked[number]
        if told.get('verdict') != 'ok':
            continue
        if 'inputs' in row:
            pairs = [{'input': a, 'output': b['value']} for a, b in zip(row['inputs'], told['pairs'])]
            programs.append(dict(row, pairs=pairs))
        else:
            triplets.append(dict(row, output=told['value']))
    return triplets, programs


def spoilt(text, rng):
    """Near the right answer, as models come near."""
    way = rng.randrange(8)
    if way == 0:
        return text + ' '
    if way == 1:
        return '(' + text + ')'
    if way == 2:
        return text[:-1]
    if way == 3:
        return text.replace('1', '2', 1)
    if way == 4:
        return 'eval(%r)' % text
    if way == 5:
        return text.replace("'", '"')
    if way == 6:
        return '[' + text + ']'
    return text + '\n# so'


def lines_of(seeds, count, studio):
    triplets, programs = seeds_in(seeds, studio)
    rng, lines = random.Random(1), []
    names = ['ValueError', 'NoError', 'KeyError', 'builtins.TypeError', 'no name']
    while len(lines) < count:
        kind = ('deduction', 'abduction', 'induction', 'error')[len(lines) % 4 if len(lines) % 16 != 3 else 2]
        one, other = rng.choice(triplets), rng.choice(triplets)
        task = {'asks': kind, 'program': one['snippet'], 'imports': one['imports'], 'input': one['input'],
                'output': one['output'], 'pairs': []}
        if kind == 'deduction':
            answer = rng.choice([one['output'], other['output'], spoilt(one['output'], rng), spoilt(one['output'], rng)])
        elif kind == 'abduction':
            answer = rng.choice([one['input'], other['input'], spoilt(one['input'], rng), spoilt(one['input'], rng)])
        elif kind == 'error':
            task['output'], answer = rng.choice(names[:3]), rng.choice(names)
        else:
            one, other = rng.choice(programs), rng.choice(programs)
            task.update(program=one['snippet'], imports=one['imports'], pairs=one['pairs'])
            answer = rng.choice([one['snippet'], one['snippet'], other['snippet'], spoilt(one['snippet'], rng),
                                 'import os\n' + one['snippet'], 'def f(*args):\n    return args[0]'])
        lines.append((task, answer))
    return lines


def verdicts(studio, folder, seeds, count):
    package = package_in(folder)
    lines = lines_of(seeds, count, studio)
    questions = []
    for number, (task, answer) in enumerate(lines):
        line = {'id': number, 'kind': task['asks'], 'imports': task['imports'], 'answer': answer}
        if task['asks'] == 'induction':
            line['hidden'] = task['pairs'][len(task['pairs']) // 2:]
        else:
            line.update(program=task['program'], output=task['output'])
        questions.append(line)
    ours = asked(studio, 'grade', questions)
    settings, equal, counts = package.curriculum.settings(), 0, {}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:  # they wait for subprocesses
        outside = list(pool.map(lambda one: package.grade(one[0], one[1], settings), lines))
    for number, (task, answer) in enumerate(lines):
        got = outside[number]
        wanted = ours[number].get('verdict')
        counts[task['asks'], wanted] = counts.get((task['asks'], wanted), 0) + 1
        if got == wanted:
            equal += 1
        else:
            print('%s: azr-studio %s (%s), outside %s\n%s\n%r' % (task['asks'], wanted, ours[number], got, task, answer))
    print(', '.join('%s %s: %d' % (kind, verdict, n) for (kind, verdict), n in sorted(counts.items())))
    print('%d of %d verdicts equal' % (equal, count))
    sys.exit(equal != count)


def right_answer(task):
    if task['asks'] == 'induction':
        return '```python\n%s\n```' % task['program']
    if task['asks'] == 'abduction':
        return '```input\n%s\n```' % task['input']
    return '```output\n%s\n```' % task['output']


def library(folder):
    package = package_in(folder)
    tasks = list(package.curriculum.tasks())
    print('%d tasks, %s' % (len(tasks), package.__all__))
    if 'AzrTaskset' in package.__all__:
        import verifiers.v1 as vf
        from verifiers.v1.utils.loaders import load_taskset, taskset_class
        kind = taskset_class(package.__name__)
        taskset = load_taskset(package.taskset.AzrConfig(id=package.__name__))
        loaded = list(taskset)
        print('verifiers %s: %s, %d tasks' % (importlib.import_module('verifiers').__version__, kind.__name__, len(loaded)))

        class Trace:
            def __init__(self, text):
                self.last_reply = text
        for task in loaded[:20]:
            right = asyncio.run(task.solved(Trace('<answer>' + right_answer(task.data.task) + '</answer>')))
            wrong = asyncio.run(task.solved(Trace('<answer>nothing</answer>')))
            if (right, wrong) != (1.0, 0.0):
                raise SystemExit('task %s: %s and %s' % (task.data.id, right, wrong))
        if len(loaded) != len(tasks) or not issubclass(kind, vf.Taskset):
            raise SystemExit('not all tasks are loaded')
        return
    import verifiers as vf
    env = vf.load_environment(package.__name__)
    reward = env.rubric.funcs[0] if hasattr(env.rubric, 'funcs') else env.rubric._get_reward_funcs()[0]
    rows = env.dataset
    print('verifiers %s: %s, %d rows' % (vf.__version__, type(env).__name__, len(rows)))
    for row in list(rows)[:20]:
        task = json.loads(row['info']['task'])
        right = reward(completion=[{'role': 'assistant', 'content': right_answer(task)}], info=row['info'])
        wrong = reward(completion=[{'role': 'assistant', 'content': 'nothing'}], info=row['info'])
        if (right, wrong) != (1.0, 0.0):
            raise SystemExit('%s: %s and %s' % (task, right, wrong))


def dataset(folder):
    from datasets import get_dataset_config_names, load_dataset
    for config in get_dataset_config_names(folder):
        for split, rows in load_dataset(folder, config).items():
            lines = 0
            for file in glob.glob(os.path.join(folder, config, split + '-*.jsonl')):
                with open(file, encoding='utf-8') as text:
                    lines += sum(1 for _ in text)
            if lines != len(rows):
                raise SystemExit('%s %s: %d lines, %d rows' % (config, split, lines, len(rows)))
            print('%s %s: %d rows of %s' % (config, split, len(rows), ', '.join(rows.column_names)))


if __name__ == '__main__':
    if sys.argv[1:2] == ['verdicts']:
        verdicts(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]) if len(sys.argv) > 5 else 1000)
    elif sys.argv[1:2] == ['library']:
        library(sys.argv[2])
    elif sys.argv[1:2] == ['dataset']:
        dataset(sys.argv[2])
    else:
        sys.exit(__doc__)
