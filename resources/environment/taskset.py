"""For verifiers 0.2 and later (verifiers.v1): a Taskset."""
import asyncio

import verifiers.v1 as vf

from . import curriculum
from .completions import answer_of
from .grading import grade
from .prompts import prompt_of


class AzrData(vf.TaskData):
    task: dict
    """The row of tasks.jsonl."""


class AzrTask(vf.Task[AzrData]):
    @vf.reward(weight=1.0)
    async def solved(self, trace: vf.Trace) -> float:
        """1 where AZR Studio's verdict is ok, else 0. An answer may be run, in a subprocess with limits."""
        task = self.data.task
        answer = answer_of(task['asks'], trace.last_reply)
        return float(await asyncio.to_thread(grade, task, answer, curriculum.settings()) == 'ok')


class AzrConfig(vf.TasksetConfig):
    kinds: list[str] | None = None
    """Only these kinds of task."""
    split: str | None = None
    """train, validation or test; all of them unless given."""
    lowest_solve_rate: float = 0.0
    highest_solve_rate: float = 1.0
    """Of the run's model; with other bounds than 0 and 1, tasks whose rate was never estimated are left out."""


class AzrTaskset(vf.Taskset[AzrTask, AzrConfig]):
    def load(self):
        low, high = self.config.lowest_solve_rate, self.config.highest_solve_rate
        bounds = None if (low, high) == (0.0, 1.0) else (low, high)
        for task in curriculum.tasks(self.config.kinds, self.config.split, bounds):
            yield AzrTask(AzrData(prompt=prompt_of(task), id=str(task['task']), name=task['kind'], task=task),
                          self.config.task)
