"""Golden rewards: what the reference's own reward manager gives in 500 cases.

    python3 -m venv tools && tools/bin/pip install numpy
    tools/bin/python make.py PAPER/…/rewards/reward_managers.py NEWEST/…/rewards/reward_managers.py > rewards.jsonl

The two files come from two checkouts of LeapLabTHU/Absolute-Zero-Reasoner that you supply: the commit that vendors verl
(the paper's code) and the newest one. Nothing of them is kept here but numbers. What runs is theirs:
CodeIORewardManager.__call__ and _get_problem_generator_rewards_and_valid_programs from the first line to the last, that
is the gates, the estimate over the rollouts, the conversion, the caps, the ways of joining, the constants.

What surrounds them is replaced, because it wants a GPU, a tokenizer or a sandbox: torch (by numpy in double precision;
theirs keeps rewards as 32-bit numbers), verl, transformers and pandas; _get_data_dict, which reads format and validity
off a completion (here they are part of the case); the executor, whose verdicts are part of the case; and the four
measures of code_reward.py, whose values are part of the case. Left out: proposals of the error kind, at which their code
fails (it looks for an answer under a name that it never stores), and rollouts whose verdict the executor lost twice for
the same answer (their cache then adds None to a sum).

The table beside this script was computed from public copies of both files, of which __init__, extract_input_output and
the two functions named above were loaded; nothing else of them is reached. The two differ in one thing that touches a
reward: the newest measures an extra only where it is switched on.

Each line: role, kind, format and validity, the solver's results (of n rollouts for a proposal, of one attempt for a
solver; for induction the hidden pairs that match), measures, settings, and for both files `r` (equation 4 or 5) and
`reward` (equation 6).
"""
import importlib.util
import json
import os
import random
import sys
import tempfile
import types

import numpy

NAMES = {'deduction': 'code_o', 'abduction': 'code_i', 'induction': 'code_f', 'error': 'code_e'}
MODES = {'binary': 'binary', 'accuracy': 'accuracy', 'any': 'if_one_correct'}
EXTRAS = {'complexity': 'complexity_reward', 'distance': 'mean_edit_distance_reward', 'halstead': 'halstead_reward',
          'diversity': 'answer_diversity_reward', 'input_diversity': 'f_input_answer_diversity_reward',
          'output_diversity': 'f_output_answer_diversity_reward'}
HIDDEN = 5
CASE = {}   # the case under way
TABLES = {}  # parquet files, by path


class Frame:
    """As much of a data frame as the manager asks for."""

    def __init__(self, rows):
        self.rows = list(rows)

    def to_parquet(self, path):
        TABLES[path] = self.rows
        open(path, 'w').close()

    def __getitem__(self, key):
        if isinstance(key, str):
            return Column([row[key] for row in self.rows])
        return Frame(row for row, kept in zip(self.rows, key) if kept)

    @property
    def empty(self):
        return not self.rows


class Column(list):
    def __eq__(self, other):
        return [one == other for one in self]

    def tolist(self):
        return list(self)


class Batch(list):
    """Rows of prompts, and later of answers."""

    def pop(self, _):
        return Batch(self)

    def union(self, answers):
        return [types.SimpleNamespace(batch={'responses': answer}, non_tensor_batch=row)
                for row, answer in zip(self, answers)]


class Rollouts:
    world_size = 1

    def generate_sequences(self, batch):
        return ['```output\nanswer %d\n```' % i if CASE['kind'] != 'abduction' else '```input\nanswer %d\n```' % i
                for i in range(len(batch))]


class Executor:
    """Verdicts by the number in the answer; for induction also by the number of the hidden pair."""

    def eval_output_prediction(self, code, gold_output, agent_output, imports):
        return self.verdict(agent_output)

    def eval_input_prediction(self, code, gold_output, agent_input, imports):
        if CASE['kind'] == 'induction':
            return float(self.result(code)[int(agent_input) - HIDDEN if CASE['role'] == 'propose' else int(agent_input)])
        return self.verdict(agent_input)

    def verdict(self, answer):
        result = self.result(answer)
        return None if result is None else float(result)

    def result(self, answer):
        return CASE['results'][int(answer.split()[-1])]


def module(name, **members):
    parent, _, last = name.rpartition('.')
    made = sys.modules[name] = types.ModuleType(name)
    made.__dict__.update(members)
    if parent:
        if parent not in sys.modules:
            module(parent)
        setattr(sys.modules[parent], last, made)
    return made


def surround():
    unused = lambda *a, **k: None
    text = lambda answer, *a, **k: answer
    array = lambda rows: Batch({key: numpy.array(value, dtype=object) if key in ('hidden_inputs', 'hidden_outputs',
                                                                                 'composite_functions') else value
                                for key, value in row.items()} for row in rows)
    module('torch', float32=float, Tensor=object, zeros_like=lambda like, dtype: numpy.zeros_like(like, dtype=float))
    module('torch.utils.data', SequentialSampler=unused, DataLoader=lambda dataset, **_: [dataset])
    module('pandas', DataFrame=Frame)
    module('transformers', AutoTokenizer=object)
    module('openai', OpenAI=unused)
    module('verl', DataProto=types.SimpleNamespace(from_single_dict=array))
    module('verl.protocol', DataProtoItem=object, pad_dataproto_to_divisor=lambda batch, _: (batch, 0),
           unpad_dataproto=lambda batch, pad_size: batch)
    module('verl.utils.dataset.rl_dataset', collate_fn=unused)
    root = 'absolute_zero_reasoner.'
    module(root + 'rewards.custom_evaluate', get_reward=unused, get_format_reward=unused, extract_answer=text,
           extract_thought=text)
    module(root + 'rewards.code_reward', parse_code_input_output=unused, parse_inputs_message=unused,
           parse_code_function=lambda answer: (True, answer.split('\n')[1]),
           ast_edit_distance=lambda code, reference: CASE['distances'][int(reference)],
           get_code_complexity_reward=lambda code: CASE['complexity'] / 15,
           get_halstead_reward=lambda code: CASE['halstead'],
           get_type_counts_reward=lambda answer, counters, hierarchical: counters[answer])
    module(root + 'data_construction.process_data', boxed_instruction='{}', instruction_following='{}')
    module(root + 'data_construction.constructor', get_code_problem_predictor_prompt=lambda **_: 'solve')
    module(root + 'utils.dataset.rl_dataset',
           RLHFDataset=lambda parquet_files, **_: TABLES.pop(parquet_files))
    module(root + 'utils.logging_utils.stdout',
           PrettyPrinter=types.SimpleNamespace(section_header=unused, code_block=unused, status=unused))
    module(root + 'utils.code_utils.checks', check_composite_function=unused, check_no_definitions=unused)


def load(path, number):
    spec = importlib.util.spec_from_file_location('reward_managers_%d' % number, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)

    class Manager(loaded.CodeIORewardManager):
        def _get_data_dict(self, item, problem_type, executor, banned_words, uid, banned_assertion_keywords):
            return data_of(uid)

    return Manager


def data_of(uid):
    """What the manager's first pass makes of a completion."""
    data = {'uid': uid, 'valid_response_length': 3, 'format_score': float(CASE['format']), 'imports': [],
            'data_source': '', 'extra_info': {}}
    induction = CASE['kind'] == 'induction'
    if CASE['role'] == 'solve':
        pairs = [str(i) for i in range(HIDDEN)]
        data.update(answer={'snippet': 'answer 0'} if induction else 'answer 0', input='', output='0', program='',
                    hidden_inputs=pairs, hidden_outputs=pairs)
        if CASE['kind'] == 'error':
            data.update(answer='ValueError: no' if CASE['results'][0] else 'KeyError', output='valueerror')
        return data
    data.update(code_validity=CASE['valid'], references=[str(i) for i in range(len(CASE['distances']))],
                composite_functions=[])
    if not CASE['valid']:
        data['format_score'] = 0.0
        return data
    data['answer'] = {'snippet': 'code', 'original_snippet': 'code', 'imports': [], 'composite_functions': []}
    if induction:
        pairs = [str(i) for i in range(2 * HIDDEN)]
        data['answer'].update(inputs=pairs, outputs=pairs, message='')
    else:
        data['answer'].update(input='in', output='out')
    return data


def manager_of(kind, folder):
    settings = CASE['settings']
    rewards = {name: types.SimpleNamespace(enabled=settings[key + '_weight'] > 0, coef=settings[key + '_weight'],
                                           max=settings[key + '_max'], hierarchical=False)
               for key, name in EXTRAS.items()}
    config = types.SimpleNamespace(
        use_original_code_as_ref=False, intrinsic_combine_method=settings['combine'],
        generation_accuracy_convertion='inverse' if settings['learnability'] == 'inverse' else 'one_minus', **rewards)
    tokenizer = types.SimpleNamespace(eos_token_id=0, pad_token_id=0, decode=lambda text, **_: text)
    return kind(tokenizer=tokenizer, num_examine=0, split='train', reward_fn_extraction_type='answer', math_metric='',
                splitter='', output_path=folder, generation_reward_config=config,
                code_f_reward_type=MODES[settings['induction_mode']])


class Item:
    batch = {'responses': numpy.zeros((1, 4))}

    def __len__(self):
        return 1

    def __getitem__(self, _):
        return None


def run(kind, folder):
    inputs = {'in': CASE['input_diversity'], **{str(i): value for i, value in enumerate(CASE['input_diversities'])}}
    outputs = {'out': CASE['output_diversity'], **{str(i): value for i, value in enumerate(CASE['output_diversities'])}}
    problem = ('gen_' if CASE['role'] == 'propose' else 'pred_') + NAMES[CASE['kind']]
    silent, sys.stdout = sys.stdout, open(os.devnull, 'w')
    try:
        tensor, scores, _, _ = manager_of(kind, folder)(
            Item(), problem_type=problem, executor=Executor(), rollout_actor_wg=Rollouts(),
            n_samples=len(CASE['results']), input_type_counters=inputs, output_type_counters=outputs)
    finally:
        sys.stdout.close()
        sys.stdout = silent
    return {'r': float(scores['accuracy'][0]), 'reward': float(tensor[0, 2])}


def case(draw, role):
    kind = draw.choice(['deduction', 'abduction', 'induction'] + (['error'] if role == 'solve' else []))
    ease = draw.choice([0.0, 0.3, 0.5, 0.8, 1.0])
    solved = lambda: draw.random() < ease
    one = (lambda: [solved() for _ in range(HIDDEN)]) if kind == 'induction' else solved
    weight = lambda: draw.choice([0.0, 0.0, 0.1, 0.5, 1.0, 2.5])
    settings = {'combine': draw.choice(['sum', 'multiply', 'sum_multiply', 'multiply_sum']),
                'learnability': draw.choice(['one_minus_s', 'one_minus_s', 'inverse']),
                'induction_mode': draw.choice(['binary', 'accuracy', 'any'])}
    for extra in EXTRAS:
        settings[extra + '_weight'] = weight()
        settings[extra + '_max'] = draw.choice([0.5, 0.5, 0.2, 1.0])
    results = [one() for _ in range(draw.choice([1, 4, 8]) if role == 'propose' else 1)]
    if role == 'propose' and kind != 'induction' and len(results) > 1 and draw.random() < 0.2:
        results[draw.randrange(len(results))] = None  # its worker was lost
    distances = [draw.random() for _ in range(draw.choice([1, 6]))]
    diversities = lambda: [draw.choice([0.0, draw.random(), 1.0]) for _ in range(2 * HIDDEN)]
    valid = role == 'solve' or draw.random() < 0.9
    return {'role': role, 'kind': kind, 'format': valid and draw.random() < 0.9, 'valid': valid, 'results': results,
            'complexity': draw.choice([0, 1, 4, 8, 15, 31]), 'halstead': round(draw.random(), 3),
            'distances': distances, 'input_diversity': draw.choice([0.0, draw.random(), 1.0]),
            'output_diversity': draw.choice([0.0, draw.random(), 1.0]), 'input_diversities': diversities(),
            'output_diversities': diversities(), 'settings': settings}


def row(paper, newest):
    mean = lambda values: sum(values) / len(values)
    induction = CASE['kind'] == 'induction'
    measures = {'complexity': CASE['complexity'], 'halstead': CASE['halstead'], 'distance': mean(CASE['distances']),
                'diversity': mean(CASE['output_diversities']) if induction else CASE['output_diversity'],
                'input_diversity': mean(CASE['input_diversities']) if induction else CASE['input_diversity']}
    kept = {key: CASE[key] for key in ('role', 'kind', 'format', 'valid', 'results', 'settings')}
    return {**kept, 'measures': measures, 'paper': paper, 'newest': newest}


def main():
    surround()
    kinds = [load(path, number) for number, path in enumerate(sys.argv[1:3])]
    draw = random.Random(2505)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(500):
            CASE.clear()
            CASE.update(case(draw, 'propose' if number < 320 else 'solve'))
            print(json.dumps(row(*[run(kind, folder) for kind in kinds])))


if __name__ == '__main__':
    main()
