"""What a completion answers: what stands behind the last <answer>, or behind the thought where there is none; in it the
last fenced block of the part that is asked for, else the loose forms of it, else all of it."""
FENCE = '```'
BLANK = ' \t\r\n'
PARTS = {'deduction': 'output', 'error': 'output', 'abduction': 'input', 'induction': 'python'}


def answer_text(completion):
    at = completion.rfind('<answer>')
    if at >= 0:
        rest = completion[at + len('<answer>'):]
        end = rest.find('</answer>')
        return (rest if end < 0 else rest[:end]).strip(BLANK)
    end = completion.rfind('</think>')
    return (completion if end < 0 else completion[end + len('</think>'):]).strip(BLANK)


def tag_of(text):
    text = text.strip(BLANK).lower()
    return 'python' if text == 'py' else text


def inline_block(text):
    close = text.rfind(FENCE)
    if close <= 0:
        return None
    inside = text[:close]
    end = 0
    while end < len(inside) and inside[end].isascii() and inside[end].isalpha():
        end += 1
    return tag_of(inside[:end]), inside[end:].strip(BLANK)


def indentation(line):
    return len(line) - len(line.lstrip(' \t'))


def fenced_blocks(text):
    """[(tag, text)]"""
    blocks, lines, at = [], text.split('\n'), 0
    while at < len(lines):
        opening = lines[at].strip(BLANK)
        if not opening.startswith(FENCE):
            at += 1
            continue
        inline = inline_block(opening[len(FENCE):])
        if inline:
            blocks.append(inline)
            at += 1
            continue
        indent, last, closed = indentation(lines[at]), at + 1, False
        while last < len(lines) and not closed:
            closed = indentation(lines[last]) <= indent and lines[last].strip(BLANK) == FENCE
            last += 1
        end = last - 1 if closed else last
        blocks.append((tag_of(opening[len(FENCE):]), '\n'.join(lines[at + 1:end]).rstrip(BLANK)))
        at = last
    return blocks


def after_name(rest):
    rest = rest.strip(BLANK)
    if rest.startswith('(') and rest.endswith(')'):
        return rest[1:-1].strip(BLANK)
    if rest.startswith(':'):
        return rest[1:].strip(BLANK)
    if not rest.startswith('is '):
        return None
    rest = rest[3:].strip(BLANK)
    return rest[:-1] if rest.endswith('.') else rest


def loosely_tagged(text, tag):
    small = text.lower()
    at = small.find('<' + tag + '>')
    if at >= 0:
        begin = at + len(tag) + 2
        end = small.find('</' + tag + '>', begin)
        return text[begin:len(text) if end < 0 else end].strip(BLANK)
    at = small.find(tag)
    while at >= 0:
        if at == 0 or not (small[at - 1].isascii() and small[at - 1].isalnum()):
            begin = at + len(tag)
            end = text.find('\n', begin)
            part = after_name(text[begin:len(text) if end < 0 else end])
            if part is not None:
                return part
        at = small.find(tag, at + 1)
    return None


def answer_of(kind, completion):
    """The answer's text; None where a program is asked for and there is none."""
    answer, tag = answer_text(completion), PARTS[kind]
    texts = [text for name, text in fenced_blocks(answer) if name == tag]
    if texts:
        return texts[-1]
    if tag == 'python':
        return None
    loose = loosely_tagged(answer, tag)
    return answer if loose is None else loose
