"""List the function words of languages, with which no term begins or ends.

Function words are the closed classes of a grammar (articles, pronouns, prepositions,
conjunctions, auxiliary verbs) and the adverbs that join sentences. For Chinese and
Japanese, single characters are listed, except those that also begin or end ordinary
words, such as 和 in 求和. For the same reason *next* and *one* are absent.
"""

from __future__ import annotations

from dataclasses import dataclass

_ENGLISH = """
a about above according across after again against ago all almost along already also
although always am among an and another any anyone anything anyway anywhere are aren't
around as aside at away be became because become becomes been before behind being below
beside besides between beyond both but by can can't cannot certainly consequently could
couldn't despite did didn't do does doesn't doing don't done due during each either else
elsewhere enough especially etc even ever every everyone everything everywhere except
fewer finally firstly following for from further furthermore generally had hadn't has
hasn't have haven't having he hence her here hers herself him himself his how however i
i'd i'll i'm i've if in indeed instead into is isn't it it'll it's its itself just
lastly later latter less let let's like likely likewise many may maybe me meanwhile
might mine more moreover most much must mustn't my myself namely nearly neither never
nevertheless no nobody none nonetheless nor not nothing now nowhere of often on once
only onto or other others otherwise our ours ourselves particular particularly perhaps
please possible possibly previously probably quite rather really recall respectively
secondly see seem seems several shall she should shouldn't similar similarly simply
since so some someone something sometimes somewhat somewhere soon still such than that
that's the their theirs them themselves then there there's thereby therefore these they
they're this those though through throughout thus to together too toward towards
typically unless unlike until upon us usually various very via was wasn't we we'd we'll
we're we've well were weren't what what's whatever when whenever where whereas wherever
whether which while who whole whom whose why will with within without won't would
wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
"""
"""Articles, pronouns, prepositions, conjunctions, auxiliaries, connecting adverbs."""

_WORDS = {"en": frozenset(_ENGLISH.split())}

_INSIDE = {
    "en": frozenset(
        "a an the of for in into on over at to from by with without and or as through "
        "between per than via across against around behind beyond during until under "
        "within not no non all any both each".split()
    )
}
"""Function words that may stand inside a term, as in *bag of words*."""

_CHINESE = """
一个 两个 每个 这个 那个 某个 各个 这些 那些 一些 有些 某些 所有 任何
其他 其它 其中 我们 你们 他们 它们 您的 可以 可能 能够 应该 需要 必须
进行 使用 根据 按照 由于 因为 因此 所以 如果 虽然 但是 然而 例如 比如
以及 或者 并且 而且 然后 首先 最后 对于 关于 为了 作为 除了 此外 另外
同时 已经 正在 没有 不是 还是 就是 也是 都是 只是 不会 不能 什么 怎么
如何 哪些 之前 之后 之间 来自 具有 以下 如下
"""
"""Pronouns, conjunctions, prepositions, auxiliaries and light verbs."""

_PHRASES = {"zh": frozenset(_CHINESE.split())}

_FIRST = {
    "zh": frozenset("的是和与或及也而被把这那该此但且之将其们着"),
    "ja": frozenset("をはがにでとものへやっゃゅょぁぃぅぇぉャュョァィゥェォッーん々"),
}
_LAST = {
    "zh": frozenset("的了是在或也而被把这那该但且从"),
    "ja": frozenset("をはがにのへやっッ"),
}


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """Words with which no term of a language begins or ends, in lower case.

    Attributes:
        first: words with which no term begins.
        last: words with which no term ends.
        borders: words that are in no term at all, as *is* or *our*.
        phrases: words of several characters with which no term begins or ends, in a
            script that puts no blanks between words.
    """

    first: frozenset[str]
    last: frozenset[str]
    borders: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()


def function_words(code: str, stop_words: frozenset[str]) -> FunctionWords:
    """Return the function words of a language.

    Args:
        code: Sphinx language code.
        stop_words: further words of the language with which no term begins or ends.
    """
    main = code.partition("_")[0]
    words = stop_words | _WORDS.get(main, frozenset())
    return FunctionWords(
        first=words | _FIRST.get(main, frozenset()),
        last=words | _LAST.get(main, frozenset()),
        borders=_WORDS[main] - _INSIDE[main] if main in _INSIDE else frozenset(),
        phrases=_PHRASES.get(main, frozenset()),
    )
