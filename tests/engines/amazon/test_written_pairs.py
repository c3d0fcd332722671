"""Files of pairs that the command line writes, imported by the service over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from emulated import BUCKET

from sphinx_amts.editions.model import Pair
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.output import write_pairs

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from tmx_rules import check_tmx

ZH = LanguagePair(source="en", target="zh_CN")
TEXTS = {
    'Say "hi", then, go.': "说“你好”，然后走。",
    "Three\nlines\tand\u2028more & <more>": "三行\r\n以上",
    "- a dash": "破折号",
    "x" * 1000: "长",
    "too long " * 200: "太长",
    " ": "空",
    "nul\x00": "零",
    "=1+1": "@二",
}
PAIRS = [
    *(
        Pair(source=(Text(a),), target=(Text(b),), document="one", line=n)
        for n, (a, b) in enumerate(TEXTS.items())
    ),
    Pair(
        source=(
            Text("Use "),
            Span("strong", "**", "**", (Placeable("literal", "``a<b``", "a<b"),)),
        ),
        target=(Text("使用"), Placeable("literal", "``a<b``", "a<b")),
        document="two",
        changed="2024-02-29",
    ),
]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    ("format_", "records", "left_out"), [("TMX", 6, 3), ("CSV", 4, 5), ("TSV", 4, 5)]
)
def test_nothing_is_failed_or_skipped(
    tmp_path, amazon, format_, records, left_out, reverse
):
    path = tmp_path / f"zh.{format_.lower()}"
    written = write_pairs(path, PAIRS, ZH, reversed=reverse)
    assert (written.pairs, len(written.left_out)) == (records, left_out)
    assert sum("U+0000" in removed.reason for removed in written.left_out) == 1
    if format_ == "TMX":
        check_tmx(path.read_bytes())
    amazon.put(path.name, path.read_bytes())
    client = amazon.client()
    client.create_parallel_data(
        Name="pairs",
        ParallelDataConfig={"S3Uri": f"s3://{BUCKET}/{path.name}", "Format": format_},
    )
    amazon.skip(10)
    made = client.get_parallel_data(Name="pairs")["ParallelDataProperties"]
    assert made["Status"] == "ACTIVE", made.get("Message")
    assert (
        made["ImportedRecordCount"],
        made["SkippedRecordCount"],
        made["FailedRecordCount"],
    ) == (records, 0, 0)
    languages = ("zh", ["en"]) if reverse else ("en", ["zh"])
    assert (made["SourceLanguageCode"], made["TargetLanguageCodes"]) == languages
