"""The tasks of this package and how a run's model did on them."""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def settings():
    with open(os.path.join(HERE, 'settings.json'), encoding='utf-8') as file:
        return json.load(file)


def tasks(kinds=None, split=None, solve_rate=None):
    """One after the other. `kinds`: names such as 'deduction'; `split`: 'train', 'validation' or 'test'; `solve_rate`: the
    bounds of the share of attempts that solved the task, as in (0.1, 0.9)."""
    with open(os.path.join(HERE, 'tasks.jsonl'), encoding='utf-8', newline='\n') as file:
        for line in file:
            task = json.loads(line)
            rate = task['solve_rate']
            if kinds is not None and task['kind'] not in kinds or split is not None and task['split'] != split:
                continue
            if solve_rate is not None and (rate is None or not solve_rate[0] <= rate <= solve_rate[1]):
                continue
            yield task
