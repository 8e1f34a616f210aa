"""Conversations as transformers' apply_chat_template writes them: python make.py MODEL.gguf ... writes chat.json here.

Needs transformers and gguf. The templates of the named models are read from their metadata; two more, written for this
check, have the shapes of Llama 3 and Llama 3.1.
"""
import json
import pathlib
import sys

import gguf
from transformers import PreTrainedTokenizerFast
from tokenizers import Tokenizer, models

TURN = ("<|start_header_id|>{{ m['role'] }}<|end_header_id|>\n\n{{ m['content'] | trim }}<|eot_id|>")
OPEN = "{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{%- endif %}"
LLAMA3 = "{{- bos_token }}{%- for m in messages %}" + TURN + "{%- endfor %}" + OPEN
LLAMA31 = ("{{- bos_token }}{%- if not date_string is defined %}{%- set date_string = \"26 Jul 2024\" %}{%- endif %}"
           "{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0]['content'] | trim %}"
           "{%- set messages = messages[1:] %}{%- else %}{%- set system = '' %}{%- endif %}"
           "{{- '<|start_header_id|>system<|end_header_id|>\n\n' }}{{- 'Cutting Knowledge Date: December 2023\n' }}"
           "{{- 'Today Date: ' + date_string + '\n\n' }}{{- system }}{{- '<|eot_id|>' }}"
           "{%- for m in messages %}" + TURN + "{%- endfor %}" + OPEN)
TALKS = [
    [("user", "Write a function.")],
    [("system", "Be brief."), ("user", "  spaces around \n")],
    [("user", "1 + 1?"), ("assistant", "2"), ("user", "And 2 + 2?\n\nSay why.")],
    [("system", "S"), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")],
]


def template_of(path):
    field = gguf.GGUFReader(path).get_field("tokenizer.chat_template")
    return bytes(field.parts[field.data[0]]).decode()


def main(files):
    templates = [("llama3", LLAMA3), ("llama31", LLAMA31)]
    templates += [(pathlib.Path(f).stem, template_of(f)) for f in files]
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()), bos_token="<|begin_of_text|>",
                                        eos_token="<|im_end|>")
    rows = []
    for name, template in templates:
        talks = []
        for talk in TALKS:
            messages = [dict(role=r, content=c) for r, c in talk]
            opened = messages[-1]["role"] == "user"
            text = tokenizer.apply_chat_template(messages, chat_template=template, tokenize=False,
                                                 add_generation_prompt=opened)
            talks.append(dict(messages=messages, opened=opened, text=text))
        rows.append(dict(name=name, template=template, talks=talks))
    target = pathlib.Path(__file__).parent / "chat.json"
    target.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
