"""An edit instruction applied to a Scene: what was asked changes, everything else keeps its key.

Clause by clause, verb by verb; every step takes a Scene and gives a Scene. What was not understood,
or has nothing in the picture to act on, is told in `missed` and leaves the Scene as it was.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bottega.engines.painter.adapters.embedded.scene import (
    COUNT_MAX,
    THINGS_MAX,
    Hour,
    Link,
    Scene,
    Season,
    Setting,
    Spot,
    Thing,
    Tie,
    Weather,
)

from .clauses import Clause, clauses_of
from .colours import alike, opposite
from .composing import (
    SETTING_FEATURES,
    TINT_MAX,
    Ledger,
    as_typed,
    free_key,
    in_order,
    main_setting,
    said,
    thing_of,
    told_wholes,
)
from .finding import kinds_of, label_of, matching
from .marks import Mark, language_of, marks_of
from .parsing import reading_of_marks
from .reading import Mention, Reading, Told
from .shapes import can_draw, chosen_feature, chosen_shape
from .words import clean_text, without_lettering, words_of

SCALE_MIN, SCALE_MAX = 0.25, 2.2  # Thing.scale's range
_KEPT_LINKS = frozenset({Link.HOLDING, Link.WEARING})


def changed(scene: Scene, words: str) -> Scene:
    """The Scene after the instruction `words`."""
    lettering, rest = without_lettering(clean_text(words))
    plain = words_of(rest)
    language = language_of(plain, scene.language)
    marks = marks_of(plain, language)
    edit = _Edit(scene, language)
    if lettering:
        edit.letter(lettering)
    for clause in clauses_of(marks):
        edit.apply(clause)
    return edit.result(words)


class _Edit:
    """The scene on its way, and what must be told about the way."""

    def __init__(self, scene: Scene, language: str) -> None:
        self.before = scene
        self.scene = scene
        self.language = language
        self.understood = False
        self.missed: list[str] = []
        self.told: list[str] = []

    def letter(self, quoted: str) -> None:
        """Write what stands in quotation marks."""
        reading = Reading(self.language)
        reading.set_lettering(quoted)
        self.scene, self.understood = replace(self.scene, lettering=reading.lettering), True
        self.missed += [told.text for told in reading.missed]

    # -- the verbs ---------------------------------------------------------------------------

    def apply(self, clause: Clause) -> None:
        """Carry out one clause."""
        reading = self._reading(clause.body)
        if clause.into:
            self._turn(reading, self._reading(clause.into))
        elif clause.verb == "remove":
            self._remove(reading, clause.body)
        else:
            self._set(reading, clause)

    def _reading(self, marks: Sequence[Mark]) -> Reading:
        reading = reading_of_marks(marks, self.language, editing=True)
        self.missed += [told.text for told in reading.missed]
        return reading

    def _set(self, reading: Reading, clause: Clause) -> None:
        self._set_wholes(reading, adding=clause.verb == "add")
        self._set_mood(reading, clause.degree)
        self._refuse(reading)
        first = reading.mentions[0] if reading.mentions else None
        old = matching(self.scene, first) if first is not None else []
        if clause.verb == "change" and old and len(reading.mentions) == 2 and not reading.mentions[0].ties:
            self._swap(old, reading.mentions[1])
            return
        self._meet(reading, clause)

    def _meet(self, reading: Reading, clause: Clause) -> None:
        keys: dict[int, str] = {}
        for mention in reading.mentions:
            key = self._meet_one(mention, clause, tied=self._is_anchor(mention, reading))
            if key:
                keys[id(mention)] = key
        for mention in reading.mentions:
            self._tie(mention, keys)

    def _is_anchor(self, mention: Mention, reading: Reading) -> bool:
        """Whether the noun only says where another one goes ("add a cup on the table")."""
        return any(other is mention for one in reading.mentions for _, other in one.ties)

    def _meet_one(self, mention: Mention, clause: Clause, *, tied: bool) -> str | None:
        found = matching(self.scene, mention)
        if found and (tied or not self._is_new(mention, clause)):
            for thing in found:
                self._alter(thing, mention, clause.degree)
            return found[0].key
        if found and not mention.look.tell() and mention.spot is Spot.ANYWHERE and not mention.ties:
            more = mention.look.count or (2 if mention.plural else 1)
            self._put(replace(found[0], count=min(COUNT_MAX, found[0].count + more)))
            return found[0].key
        if mention.look.definite and clause.verb in ("move", "change", "") and not tied:
            self._absent(mention)
            return None
        return self._add(mention)

    def _is_new(self, mention: Mention, clause: Clause) -> bool:
        if mention.look.another or clause.verb == "add":
            return not mention.look.definite
        plainly = mention.look.count is None and not mention.look.definite and not mention.look.tell()
        return plainly and clause.verb == "" and not clause.degree and mention.spot is Spot.ANYWHERE

    # -- things ------------------------------------------------------------------------------

    def _put(self, thing: Thing) -> None:
        things = tuple(thing if old.key == thing.key else old for old in self.scene.things)
        self.scene = replace(self.scene, things=things)
        self.understood = True

    def _alter(self, thing: Thing, mention: Mention, degree: int) -> None:
        look = mention.look
        count = look.count if look.count is not None else thing.count
        if degree and look.count is None and not look.tell():
            count = max(1, min(COUNT_MAX, thing.count + 2 * degree))
        scale = look.scale or thing.scale * (look.grow or 1.0)
        spot = mention.spot if mention.spot is not Spot.ANYWHERE else thing.spot
        ties = thing.ties if spot is thing.spot else _carried(thing.ties)
        self._put(
            replace(
                thing,
                count=count,
                scale=max(SCALE_MIN, min(SCALE_MAX, round(scale, 3))),
                colours=tuple(look.colours[:3]) or thing.colours,
                traits=tuple(dict.fromkeys((*thing.traits, *look.traits))),
                spot=spot,
                ties=ties,
            )
        )

    def _add(self, mention: Mention) -> str | None:
        choice, feature = chosen_shape(mention.entry), chosen_feature(mention.entry)
        if feature is not None and (choice is None or mention.plural) and not mention.look.tell():
            self._add_feature(feature, said(mention))
            return None
        if choice is None or len(self.scene.things) >= THINGS_MAX:
            self.missed.append(said(mention))
            return None
        thing = thing_of(mention, choice.shape, key=_free(self.scene, mention))
        self.scene = replace(self.scene, things=(*self.scene.things, thing))
        self.understood = True
        return thing.key

    def _add_feature(self, feature: str, text: str) -> None:
        self.understood = True
        if feature not in self.scene.features:
            self.scene = replace(self.scene, features=(*self.scene.features, feature))
            self.told.append(text)

    def _tie(self, mention: Mention, keys: dict[int, str]) -> None:
        key = keys.get(id(mention))
        new = [Tie(link, keys[id(to)]) for link, to in mention.ties if id(to) in keys]
        new = [tie for tie in new if tie.to != key]
        if not key or not new:
            return
        thing = next(thing for thing in self.scene.things if thing.key == key)
        kept = tuple(tie for tie in _carried(thing.ties) if tie.to not in {one.to for one in new})
        self._put(replace(thing, ties=(*kept, *new), spot=mention.spot))

    def _turn(self, left: Reading, right: Reading) -> None:
        """ "replace X with Y", "change X to Y": Y is a thing, a colour or something of the whole."""
        old = [thing for mention in left.mentions[:1] for thing in matching(self.scene, mention)]
        if right.mentions and old:
            self._swap(old, right.mentions[0])
        elif right.mentions and left.mentions:
            self._absent(left.mentions[0])
        elif right.tint and old:
            for thing in old:
                self._put(replace(thing, colours=tuple(right.tint[:3])))
        elif right.mentions:
            self._meet(right, Clause("add", ()))
            self._set_wholes(right, adding=False)
        else:
            self._set_wholes(right, adding=False)
            self._set_mood(right, 0)

    def _swap(self, old: Sequence[Thing], mention: Mention) -> None:
        choice = chosen_shape(mention.entry)
        if choice is None:
            self.missed.append(said(mention))
            return
        for thing in old:
            new = thing_of(mention, choice.shape, key=thing.key)
            count = new.count if mention.look.count or mention.plural else thing.count
            self._put(replace(new, count=count, spot=thing.spot, ties=thing.ties, scale=thing.scale))

    def _remove(self, reading: Reading, body: Sequence[Mark]) -> None:
        if any(mark.entry("everything") for mark in body):
            self.scene, self.understood = replace(self.scene, things=(), features=()), True
        if any(entry.value == "write" for mark in body if (entry := mark.entry("do"))):
            self.scene, self.understood = replace(self.scene, lettering=""), True
        for mention in (*reading.mentions, *reading.refused_mentions):
            self._drop(mention)
        for kind, told in reading.wholes.items():
            for one in told:
                self._drop_whole(kind, one)

    def _refuse(self, reading: Reading) -> None:
        for mention in (*reading.refused_mentions, *reading.replaced):
            self._drop(mention)
        for told in reading.refused:
            for kind in ("setting", "weather", "hour", "season"):
                self._drop_whole(kind, told)

    def _drop(self, mention: Mention) -> None:
        gone = {thing.key for thing in matching(self.scene, mention)}
        feature = chosen_feature(mention.entry)
        if not gone and feature not in self.scene.features:
            self._absent(mention)
            return
        self.understood = True
        things = [thing for thing in self.scene.things if thing.key not in gone]
        self.scene = replace(
            self.scene,
            things=tuple(
                replace(thing, ties=tuple(tie for tie in thing.ties if tie.to not in gone))
                for thing in things
            ),
            features=tuple(old for old in self.scene.features if old != feature),
        )

    def _drop_whole(self, kind: str, told: Told) -> None:
        now = getattr(self.scene, kind, None)
        quiet = {
            "weather": Weather.CLEAR,
            "hour": Hour.DAY,
            "season": Season.SUMMER,
            "setting": Setting.MEADOW,
        }.get(kind)
        feature = SETTING_FEATURES.get(told.value)
        if feature in self.scene.features:
            kept = tuple(old for old in self.scene.features if old != feature)
            self.scene, self.understood = replace(self.scene, features=kept), True
        if quiet is not None and now == told.value:
            change: dict[str, Any] = {kind: quiet}
            self.scene, self.understood = replace(self.scene, **change), True

    def _absent(self, mention: Mention) -> None:
        self.missed.append(said(mention))

    # -- the whole picture -------------------------------------------------------------------

    def _set_wholes(self, reading: Reading, *, adding: bool) -> None:
        wholes = told_wholes(reading)
        self.missed += [told.text for told in reading.wholes.get("medium", ()) if told.value == "~"]
        if wholes.get("weather") is Weather.SNOW and "season" not in wholes:
            wholes["season"] = Season.WINTER
        if wholes.get("season", Season.WINTER) is not Season.WINTER and self.scene.weather is Weather.SNOW:
            wholes.setdefault("weather", Weather.CLEAR)
        for told in reading.wholes.get("setting", ()):
            self._set_setting(told, wholes, adding=adding)
        if wholes:
            self.scene, self.understood = replace(self.scene, **wholes), True
        for kind in ("hour", "weather", "season"):
            self.told += [told.text.lower() for told in reading.wholes.get(kind, ())[:1]]
        if reading.close is not None:
            self.scene, self.understood = replace(self.scene, close=reading.close), True

    def _set_setting(self, told: Told, wholes: dict[str, Any], *, adding: bool) -> None:
        feature = SETTING_FEATURES.get(told.value)
        if told.value == "sky":
            self.understood = True
        elif adding and feature is not None and can_draw(feature):
            self._add_feature(feature, told.text.lower())
        elif main_setting([told]) is told:
            wholes["setting"] = Setting(told.value)
            self.told.append(told.text.lower())

    def _set_mood(self, reading: Reading, degree: int) -> None:
        if reading.light or reading.warmth:
            self.scene = replace(
                self.scene,
                light=_nudged(self.scene.light, reading.light * (degree or 1)),
                warmth=_nudged(self.scene.warmth, reading.warmth * (degree or 1)),
            )
            self.understood = True
        for colour in reading.tint:
            self._tint(colour, degree)

    def _tint(self, colour: str, degree: int) -> None:
        others = tuple(old for old in self.scene.tint if not alike(old, colour))
        if degree < 0:
            tint = others if len(others) < len(self.scene.tint) else (opposite(colour), *others)
        else:
            tint = (colour, *others)
        self.scene, self.understood = replace(self.scene, tint=tint[:TINT_MAX]), True

    # -- what is told ------------------------------------------------------------------------

    def result(self, words: str) -> Scene:
        """The changed scene with its own `drew`, and `missed` about this instruction alone."""
        missed = in_order((0, line) for line in self.missed)
        if not self.understood and not missed:
            missed = in_order([(0, as_typed(words))])
        return replace(self.scene, drew=self._drew(), missed=missed)

    def _drew(self) -> tuple[str, ...]:
        labels = {label_of(thing, self.before.language): thing.key for thing in self.before.things}
        now = {thing.key: label_of(thing, self.before.language) for thing in self.scene.things}
        lines = [
            now.pop(labels[line], "") if line in labels else self._still(line) for line in self.before.drew
        ]
        if self.scene.lettering:
            now["lettering"] = f"\u201c{self.scene.lettering}\u201d"
        return in_order(enumerate([*lines, *now.values(), *self.told]))

    def _still(self, line: str) -> str:
        """The line if what it tells is still in the picture, else ""."""
        if line.startswith("\u201c"):
            return ""
        for kind, value in kinds_of(line):
            if kind in ("hour", "weather", "season", "setting"):
                feature = SETTING_FEATURES.get(value)
                stays = getattr(self.scene, kind) == value or feature in self.scene.features
                return line if stays else ""
            if kind == "feature":
                return line if value in self.scene.features else ""
        return line


def _carried(ties: Sequence[Tie]) -> tuple[Tie, ...]:
    return tuple(tie for tie in ties if tie.link in _KEPT_LINKS)


def _free(scene: Scene, mention: Mention) -> str:
    return free_key(Ledger(things=list(scene.things)), mention.entry.name)


def _nudged(now: float, by: float) -> float:
    return max(-1.0, min(1.0, round(now + by, 2)))
