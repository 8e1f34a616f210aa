"""Programming tasks that a model proposed in self-play, with AZR Studio's verdicts as their reward. README.md says what
runs where, and which verdicts cannot be had outside."""
from . import curriculum
from .completions import answer_of
from .grading import grade
from .prompts import prompt_of

__all__ = ['answer_of', 'curriculum', 'grade', 'load_environment', 'prompt_of']

try:  # verifiers 0.2 and later finds a Taskset in __all__
    from .taskset import AzrTaskset
    __all__.append('AzrTaskset')
except ImportError:
    pass


def load_environment(kinds=None, split=None, solve_rate=None, **arguments):
    """For verifiers 0.1: a SingleTurnEnv. `kinds`, `split` and `solve_rate` choose tasks (curriculum.tasks)."""
    import verifiers as vf
    if not hasattr(vf, 'SingleTurnEnv'):
        raise ImportError('this verifiers loads AzrTaskset by itself; load_environment() is of verifiers 0.1')
    import json
    from datasets import Dataset

    settings = curriculum.settings()
    rows = [{'prompt': [{'role': 'user', 'content': prompt_of(task)}], 'answer': '', 'task': task['kind'],
             'info': {'task': json.dumps(task)}} for task in curriculum.tasks(kinds, split, solve_rate)]

    def solved(completion, info, **_):
        """1 where AZR Studio's verdict is ok, else 0. An answer may be run, in a subprocess with limits."""
        text = completion if isinstance(completion, str) else completion[-1]['content'] or ''
        task = json.loads(info['task'])
        return float(grade(task, answer_of(task['asks'], text), settings) == 'ok')

    return vf.SingleTurnEnv(dataset=Dataset.from_list(rows), rubric=vf.Rubric(funcs=[solved], weights=[1.0]),
                            **arguments)
