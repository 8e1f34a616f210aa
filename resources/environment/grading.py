"""The verdicts of AZR Studio: ok, wrong, parse_error, rejected, exception, timeout_cpu, timeout_wall, memory,
output_limit, nondeterministic, crashed. Outputs are compared as literals, without running anything; inputs and programs
are run (executor.py). The output that is looked for is never given to a process that runs a program."""
from . import executor, literals

MAX_PROGRAM = 256 << 10
MAX_GOLD = 128 << 10


def names_type(text):
    text = text.strip(' \t\r\n')
    text = text[text.rfind('.') + 1:]
    return text if text.isidentifier() and len(text.encode()) <= 400 else None


def compared(got, gold, settings):
    if got != gold or settings['strict_types'] and not literals.same_types(got, gold):
        return 'wrong'
    return 'ok'


def value_in(text):
    """A value that stands in a task or that a run gave; (False, None) where it is none."""
    try:
        return True, literals.parse_literal(text, MAX_GOLD)
    except literals.NoLiteral:
        return False, None


def holds_set(text):
    return '{' in text or 'set' in text


def of_runs(results, golds, settings):
    """All items must match."""
    verdict = 'ok'
    for (came, reason, text), gold in zip(results, golds):
        one, value = came, None
        if came == 'ok':
            there, value = value_in(text)
            one = compared(value, gold[1], settings) if there and gold[0] else 'wrong'
        if one != 'ok' and verdict == 'ok':
            verdict = one
    return verdict


def judged(program, imports, texts, golds, mode, sets, settings):
    """In the first interpreter, once it was inspected; what is solved there must be so in the others that could see a
    difference: where the program can, or `sets` stand in what it is given."""
    verdict, _, observes, results = executor.inspect_and_run(program, imports, texts, mode, settings)
    if verdict != 'ok':
        return verdict
    verdict = of_runs(results, golds, settings) if texts else 'wrong'
    if verdict != 'ok':
        return verdict
    seeds = executor.SEEDS if observes or sets else executor.SEEDS[:1]
    for seed in seeds[1:]:
        if of_runs(executor.run(program, imports, texts, mode, settings, seed), golds, settings) != 'ok':
            return 'nondeterministic'
    return 'ok'


def grade_output(task, answer, settings):
    try:
        value = literals.parse_literal(answer)
    except literals.NoLiteral:
        return 'parse_error'
    there, gold = value_in(task['output'])
    return compared(value, gold, settings) if there else 'wrong'


def grade_input(task, answer, settings):
    try:
        literals.parse_arguments(answer)
    except literals.NoLiteral:
        return 'parse_error'
    return judged(task['program'], task['imports'], [answer], [value_in(task['output'])], executor.LITERAL,
                  holds_set(answer), settings)


def grade_program(task, answer, settings):
    try:
        if answer is None or len(answer.encode('utf-8')) > MAX_PROGRAM or '\0' in answer:
            return 'parse_error'
    except UnicodeEncodeError:
        return 'parse_error'
    hidden = task['pairs'][len(task['pairs']) // 2:]
    inputs = [one['input'] for one in hidden]
    return judged(answer, task['imports'], inputs, [value_in(one['output']) for one in hidden], executor.FOREIGN,
                  any(map(holds_set, inputs)), settings)


def grade_error(task, answer, settings):
    name = names_type(answer)
    if name is None:
        return 'parse_error'
    return 'ok' if name == names_type(task['output']) else 'wrong'


GRADERS = {'deduction': grade_output, 'abduction': grade_input, 'induction': grade_program, 'error': grade_error}


def grade(task, answer, settings):
    """The verdict on an answer's text."""
    return GRADERS[task['asks']](task, answer, settings)
