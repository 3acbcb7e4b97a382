"""The model: what the interpreter has to know about a language, its library and its frameworks. Data, in `models/`.

A family (python, javascript, java, rust, cpp) has a folder `models/<family>/` of YAML files, one a framework or
library, each with the lists that `Model` names; together they are its model. `models/kinds.yaml` has the kinds.

**Names.** `calls` and `reads` are full dotted names with imports resolved: a function of a module (`os.system`), a
method of a type (`sqlite3.Cursor.execute`), an attribute (`flask.request.args`). A built-in is `builtins.open` whatever
the language. `*.Cursor.execute` stands for any name that ends so. `methods` are bare names of methods, on whatever
object; a rule found by one is less certain, so give it a `certainty`.

**Selectors** say which value of a call is meant: `0` (position), `sql` (keyword), `0|sql` (either), `1-` (from there
on), `*` (all arguments), `**` (keywords that are spread), `receiver`, `result`; `0|args[0]` is an item of a list that
is given (the value itself where it is no list), `receiver[text]` what an object keeps by a name. With `receiver` a
method's object is meant; positions never count it.

**Conditions.** `when` maps selectors to tests that must all hold, `unless` to tests of which none may:
`{is: [true]}` a constant or dotted name among these, `{isnt: [false]}` not known to be among them, `{like: regex}` a
constant text that matches (case ignored), `{unlike: regex}`, `{given: false}` not passed at all, `{type: [Type]}`.

**Grades.** A flow's grade is the source's (0.9 a request, 0.5 a parameter of unknown origin) times `certainty`.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from imperium.analysis.selector import Selector

REQUEST = 0.9
"""Grade of what comes from a request."""

UNKNOWN = 0.5
"""Grade of a parameter whose callers aren't seen."""

TOLD = 0.6
"""Grade of a parameter of a function whose comment says that a user chooses it."""


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """What can go wrong: its weakness numbers (the exact one first), what it is, what to do."""

    cwe: tuple[int, ...]
    says: str
    fix: str
    flows: bool = True
    parameters: bool = False
    """It is told of parameters of unknown origin too, at a lower grade."""


class Test(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """A test of one value; what isn't said doesn't matter."""

    is_: tuple[Any, ...] | None = None
    isnt: tuple[Any, ...] | None = None
    like: str | None = None
    unlike: str | None = None
    given: bool | None = None
    type: tuple[str, ...] | None = None


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all rules about calls share."""

    calls: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    when: dict[str, Test] = {}
    unless: dict[str, Test] = {}
    gives: str | None = None
    """The type of what the call gives, as `calls` of other rules name it."""


class Source(Rule, frozen=True, kw_only=True):
    """Where data of a caller comes in: by reading a name or attribute, or as a call's result or argument (`into`)."""

    says: str
    reads: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """The kinds that it is dangerous for; empty: every kind but `weak_randomness`."""
    but: tuple[str, ...] = ()
    grade: float = REQUEST
    into: tuple[Selector, ...] = ()
    route: bool = False
    """The path of the request: it is known where the entry's route has no parameter."""


class Sink(Rule, frozen=True, kw_only=True):
    """Where data of a caller does harm. `arguments`: which values (empty: all)."""

    kind: str
    arguments: tuple[Selector, ...] = ()
    certainty: float = 1.0
    shallow: bool = False
    """Only the value itself counts, not what a list or map that is passed holds."""
    constructs: bool = False


class Sanitizer(Rule, frozen=True, kw_only=True):
    """A call whose result is harmless for `clears` (`["*"]`: for everything); other kinds pass from `arguments`."""

    clears: tuple[str, ...] = ()
    arguments: tuple[Selector, ...] = ()
    pattern: Selector | None = None
    """A regular expression or text that is taken out everywhere: harmless for what can't be done without it, too."""


class Transfer(Rule, frozen=True, kw_only=True):
    """A call that passes data on: `arguments` (empty: all and the receiver) into `into` (default: its result).

    `arguments: []` with `nothing: true` gives a fresh, harmless value: what a constructor or a factory makes.
    """

    arguments: tuple[Selector, ...] = ()
    into: tuple[Selector, ...] = ()
    keeps: dict[str, Selector] = {}
    """The result is an object that has these by name: `receiver[text]` of a later call is one of them."""
    nothing: bool = False
    becomes: str | None = None
    """The type of the receiver from here on: what a call that configures it makes of it."""
    member: bool = False
    """The result is the attribute of the first argument that the second one names."""
    same: bool = False
    """The result is the argument itself, its known text and contents included."""
    decodes: bool = False
    """The result is another text: what was proven of the one before says nothing of it."""
    part: bool = False
    """The result is a part of the text: what is proven of it says nothing of the rest."""


class Misuse(Rule, frozen=True, kw_only=True):
    """A call that is wrong by itself. It is not told where the condition isn't known to hold."""

    kind: str
    certainty: float = 1.0
    says: str = ""


class Store(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sink without a call: a value is kept under a name (`names`, a regex), in an object (`into`, a name or type),
    or, with both, as an attribute or key of such a name of such an object.

    `keys`: the key counts as well as the value.
    """

    kind: str
    names: str = ""
    into: tuple[str, ...] = ()
    keys: bool = False
    certainty: float = 1.0


class Guard(Rule, frozen=True, kw_only=True):
    """A call that, where it is true (`holds: false`: where it is false), proves `arguments` harmless for `clears`."""

    clears: tuple[str, ...] = ()
    arguments: tuple[Selector, ...] = ()
    holds: bool = True
    absent: Selector | None = None
    """A regular expression that finds nothing: the text is harmless for what can't be done without what it finds."""
    equals: tuple[Any, ...] = ()
    """Instead of being true, the call equals one of these (`holds: false`: none of them)."""
    pattern: Selector | None = None
    """A regular expression: it proves what a text can't do with the characters that it lets through."""
    anchored: Literal["none", "start", "both"] = "both"
    """Where the call itself holds the pattern to the ends of the text."""


class Container(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Types whose contents are followed. `shape`: list, map, text (a builder), sections (maps in a map, by name).

    `operations` maps methods to what they do: list: append insert extend get set pop shift remove clear first last
    copy values join; map: get set pop update clear keys values items copy contains default; text: append insert get
    clear; sections: add set get.
    `makes` are calls that give such an object: empty, or with the contents of their argument.
    """

    types: tuple[str, ...]
    shape: Literal["list", "map", "text", "sections"]
    operations: dict[str, str] = {}
    makes: tuple[str, ...] = ()
    collects: tuple[str, ...] = ()
    """Calls that give a list of their arguments: `List.of(a, b)`."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A function that a framework calls with data of a request.

    Found by a decorator or annotation (`decorators`, the last part of its name), by the base of its class and its own
    name (`bases` with `functions`), by its name alone (`functions`, with `*`), by a parameter's type or name
    (`having`), or because it is passed to a call (`callbacks`, the calls' names or `.method`).
    """

    framework: str
    imports: tuple[str, ...] = ()
    """The file imports one of these packages: what tells frameworks apart whose decorators have the same names."""
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    """Decorators of the class that it is a method of."""
    returns: tuple[str, ...] = ()
    """Its declared type, as written."""
    callbacks: tuple[str, ...] = ()
    path: Selector | None = None
    """Which argument of the decorator is the route."""
    when: dict[str, str] = {}
    """Keywords of the decorator, and what one of them says (a regular expression)."""
    unless: dict[str, str] = {}
    """Keywords of the decorator, and what none of them says."""
    remarks: str = ""
    """What the comment above it says (a regular expression)."""
    parameters: Literal["request", "plain", "unknown"] = "plain"
    """`request`: parameters that no other rule knows are the caller's. `unknown`: as much as those of any function."""
    types: tuple[str, ...] = ()
    """What the parameters are, by position (a callback's)."""
    this: str | None = None
    """The type of `self`."""
    answers: str | None = None
    """The kind that the returned value is a sink of: `cross_site_scripting` where text becomes a page."""


class ParameterRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a parameter is: by its `types` as written (last part), its `decorators`, or its name (in entries)."""

    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    """Its default is a call of one of these: a framework passes it (FastAPI's `Depends`)."""
    gives: str | None = None
    source: str | None = None
    """It is the caller's; what to call it in words."""
    harmless: bool = False


class Model(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is known of a language family."""

    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    misuses: tuple[Misuse, ...] = ()
    stores: tuple[Store, ...] = ()
    guards: tuple[Guard, ...] = ()
    containers: tuple[Container, ...] = ()
    entries: tuple[Entry, ...] = ()
    parameters: tuple[ParameterRule, ...] = ()
    harmless: tuple[str, ...] = ()
    """Calls (dotted) and methods (`.name`) whose result tells too little to do harm: lengths, tests, numbers."""
    folds: dict[str, str] = {}
    """Methods on constants (`.charAt`) and calls (`builtins.len`) → the operation in `folding.py`."""
    aliases: dict[str, str] = {}
    """Other full names of the same thing → the one that rules use."""
    types: dict[str, tuple[str, ...]] = {}
    """A type → types whose rules hold for it as well."""
    attributes: dict[str, str] = {}
    """The type of an attribute (`django.views.View.request`)."""
    ends: tuple[str, ...] = ()
    """Calls that never come back (`sys.exit`, `flask.abort`)."""
    texts: dict[str, str] = {}
    """The type of a text that is put together → how a part of it looks that is known (a regular expression)."""
    returns: dict[str, str] = {}
    """The type of what a function gives to callers that aren't seen → the kind that this is a sink of."""
    trusts: tuple[str, ...] = ()
    """Kinds that are not told of parameters of unknown origin in this family."""
    suspects: tuple[str, ...] = ()
    """Kinds that are told of parameters of unknown origin, besides those that are in every language."""
    options: bool = False
    """What an object among the arguments holds is passed by name."""
    exports: bool = False
    """A module gives what it sets on `exports`, or as `module.exports`."""
    closures: bool = False
    """A function without a statement of its own that nobody is seen to call is called from outside."""
    gathers: tuple[str, ...] = ()
    """Methods whose result is made of what the functions give that are passed to them (`map`, `then`)."""
    closed: tuple[str, ...] = ()
    """Modules whose functions are no methods: rules by `methods` alone don't hold for what starts so."""
