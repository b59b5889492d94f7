"""The difference of two figures, written out so that a reader can redo it, and never surer than the figures are."""

from crosscheck.figures import Figure, Qualifier, Unit, amount

NO_SHARE = (Unit.PERCENT, Unit.SCORE)  # a percentage of a percentage only confuses


def arithmetic(a: Figure, b: Figure) -> str:
    """`18,229 works councils − 15,575 production councils = 2,654 higher (17.0 % of the source’s figure)`.

    What is only "about", "more than" or "up to" is said, and no difference is given where two such figures leave it open.
    """
    difference = round(a.value - b.value, 6)
    hedge = _hedge(a.qualifier, b.qualifier, difference)
    if hedge is None:
        return f"{_side(a)} beside {_side(b)}: the difference cannot be told from two such figures"
    if not difference:
        return f"{_side(a)} − {_side(b)}: {'about the same' if hedge else 'no difference'}"
    change = amount(abs(difference)) + (" percentage points" if a.unit == Unit.PERCENT else _unit(a))
    share = f" ({hedge}{100 * abs(difference) / b.value:,.1f} % of the source’s figure)" if b.value and a.unit not in NO_SHARE else ""
    return f"{_side(a)} − {_side(b)} = {hedge}{change} {'higher' if difference > 0 else 'lower'}{share}"


def _hedge(a: Qualifier, b: Qualifier, difference: float) -> str | None:
    """How exactly the size of the difference is known: "", "about ", "more than ", "less than "; None where two bounds leave it open."""
    turned = {Qualifier.MORE: Qualifier.LESS, Qualifier.LESS: Qualifier.MORE}
    found = {a, turned.get(b, b)} - {Qualifier.EXACT}
    bounds = found - {Qualifier.ABOUT}
    if len(bounds) > 1 or (bounds and not difference):
        return None
    if not bounds:
        return "about " if found else ""
    rises = (Qualifier.MORE in bounds) == (difference > 0)
    return ("roughly " if Qualifier.ABOUT in found else "") + ("more than " if rises else "less than ")


def _unit(figure: Figure) -> str:
    return f" {figure.currency}" if figure.unit == Unit.MONEY else ""


def _side(figure: Figure) -> str:
    hedge = "" if figure.qualifier is Qualifier.EXACT else f"{figure.qualifier} "
    unit = {Unit.PERCENT: " %", Unit.SCORE: " out of 10"}.get(figure.unit, _unit(figure))
    noun = figure.noun if figure.noun.startswith("of ") or figure.unit == Unit.COUNT else f"({figure.noun})" if figure.noun else ""
    when = f", {figure.year}" if figure.stated and figure.year else f", report of {figure.year}" if figure.year else ""
    return f"{hedge}{amount(figure.value)}{unit} {noun}".strip() + (f" [{when[2:]}]" if when else "")
