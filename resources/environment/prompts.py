"""How a task is put to a model, in words of this environment: those of the run are made for its model and wrapper."""

FRAME = 'First think in <think> ... </think>, then answer in <answer> ... </answer>.'
QUESTIONS = {
    'deduction': 'Work out what the Python function `f` returns for the given input. Answer with the value as a Python '
                 'literal in an output block:\n```output\n...\n```',
    'abduction': 'Find an input for which the Python function `f` returns the given output; any such input counts. Answer '
                 'with what stands between the parentheses of f(...), as Python literals, in an input block:\n'
                 '```input\narg1, arg2\n```',
    'induction': 'Write the Python function `f` that a message hints at and that gives every output for its input. It is '
                 'checked on further pairs that you do not see: find the rule, do not list the cases. Answer with one '
                 'program block:\n```python\ndef f(...):\n    ...\n    return ...\n```',
    'error': 'Work out how the call of the Python function `f` with the given input ends: which exception it raises, if '
             'any. Answer with the name of the exception\'s type alone, or NoError, in an output block:\n'
             '```output\n...\n```'}


def block(tag, text):
    return '```%s\n%s\n```' % (tag, text)


def prompt_of(task):
    asks, parts = task['asks'], []
    if asks == 'induction':
        for pair in task['pairs'][:len(task['pairs']) // 2]:
            parts += [block('input', pair['input']), block('output', pair['output'])]
        parts.append(block('message', task['message']))
    else:
        parts.append(block('python', '\n'.join([one for one in task['imports'] if one not in task['program']]
                                               + [task['program']])))
        parts.append(block('output', task['output']) if asks == 'abduction' else block('input', task['input']))
    return '\n\n'.join([QUESTIONS[asks]] + parts + [FRAME])
