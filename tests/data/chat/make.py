"""Conversations as transformers' apply_chat_template writes them: python make.py writes chat.json from templates/*.jinja.

Needs transformers (5.24 was used) and jinja2 >= 3.1.6. The templates were written for this check in the manner of the
families, but smollm2 and qwen25_coder, which are those of the models. The clock is set: strftime_now() says DATE.
"""
import datetime
import json
import pathlib

import tokenizers
import transformers
from transformers.utils import chat_template_utils

DATE = datetime.datetime(2025, 3, 9)
TOKENS = dict(bos_token="<|begin_of_text|>", eos_token="</s>", pad_token="<pad>")
TOOLS = [dict(type="function", function=dict(
    name="weather", description="The weather in a \"town\" <now>.",
    parameters=dict(type="object", properties=dict(town=dict(type="string", enum=["Köln", "Oslo"]), days=dict(type="integer")),
                    required=["town"]))),
         dict(type="function", function=dict(name="stop", description="Ends.", parameters=dict(type="object", properties={})))]
CALL = dict(id="abcdef123", type="function", function=dict(name="weather", arguments=dict(town="Köln", days=2)))
PLAIN = [
    dict(messages=[("user", "Write a function.")], opened=True),
    dict(messages=[("user", "  spaces around \n")], opened=True),
    dict(messages=[("user", "1 + 1?"), ("assistant", "2"), ("user", "And 2 + 2?\n\nSay why: <b>&amp;'\"")], opened=True),
    dict(messages=[("user", "a"), ("assistant", "<think>\nhm\n</think>\n\nb"), ("user", "c"),
                   ("assistant", "<think>\nd?\n</think>\n\n d ")], opened=False),
    dict(messages=[("system", "Be brief. /no_think"), ("user", "Grüße, 世界 🌍\r\n")], opened=True),
    dict(messages=[("system", " S "), ("user", "a"), ("assistant", "b")], opened=False),
    dict(messages=[("user", "think?")], opened=True,
         settings=dict(enable_thinking=False, thinking=True, controls=dict(length="short"), tools_in_user=False)),
]
TOOL_TALKS = [
    dict(messages=[("user", "Weather?")], opened=True, tools=TOOLS),
    dict(messages=[("system", "Use tools."), ("user", "Weather in Köln?"),
                   dict(role="assistant", content="", tool_calls=[CALL]),
                   dict(role="tool", content="{\"sky\": \"grey\"}", tool_call_id="abcdef123")], opened=True, tools=TOOLS),
]


class SetClock(datetime.datetime):
    @classmethod
    def now(cls, zone=None):
        return DATE


def message(entry):
    return entry if isinstance(entry, dict) else dict(role=entry[0], content=entry[1])


def talk_of(tokenizer, template, talk):
    messages = [message(entry) for entry in talk["messages"]]
    tools, settings = talk.get("tools"), talk.get("settings", {})
    row = dict(messages=messages, tools=tools, settings=settings, opened=talk["opened"])
    try:
        row["text"] = tokenizer.apply_chat_template(messages, chat_template=template, tools=tools, tokenize=False,
                                                    add_generation_prompt=talk["opened"], **settings)
    except Exception as error:
        row["refused"] = str(error)
    return row


def main():
    chat_template_utils.datetime = SetClock
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizers.Tokenizer(tokenizers.models.BPE()), **TOKENS)
    here = pathlib.Path(__file__).parent
    rows = []
    for file in sorted((here / "templates").glob("*.jinja")):
        template = file.read_text()
        talks = PLAIN + (TOOL_TALKS if "tools" in template else [])
        rows.append(dict(name=file.stem, talks=[talk_of(tokenizer, template, talk) for talk in talks]))
    result = dict(date=[DATE.year, DATE.month, DATE.day], tokens=TOKENS, rows=rows)
    (here / "chat.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
