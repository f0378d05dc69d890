"""Explanations and problems: what the assistant can do, when goods arrive, who is signed in, and why something could not be done."""

from bot.messages import Button, Text
from bot.rendering.formats import format_quantity, format_time, format_weekdays
from bot.rendering.reasons import gate_sentence, said
from bot.rendering.voice import Voice
from tools.views import Declined, Discarded, Help, ToolProblem

_PAST_OFFERS = {"proposal.expired", "proposal.superseded", "proposal.withdrawn"}


def help_text(answer: Help, voice: Voice) -> Text:
    """One topic."""
    if answer.topic == "cutoff":
        return Text(_cutoff(answer, voice))
    if answer.topic == "delivery":
        return Text(_delivery(answer, voice))
    if answer.topic == "me":
        return Text(_me(answer, voice))
    if not answer.abilities:
        return Text(voice("help-nothing"))
    lines = [voice("help-lead"), *(f"· {voice(_ability(ability, answer, voice))}" for ability in answer.abilities)]
    buttons = tuple(button for ability in answer.abilities for button in _example(ability, answer, voice))
    return Text("\n".join(lines), buttons)


def problem_text(problem: ToolProblem, voice: Voice) -> Text:
    """Why it could not be done, every single reason, and what helps."""
    known = voice.has(problem.code)
    lines = [voice(problem.code, **said(problem.params, voice)) if known else voice("problem-unknown")]
    lines += [f"· {gate_sentence(reason, voice)}" for reason in problem.reasons if voice.has(f"gate-{reason.code}")]
    action = f"action-{problem.code}".replace(".", "-")
    if voice.has(action):
        lines.append(voice(action))
    return Text("\n".join(lines), _orders_to_choose(problem, voice) or _again(problem, voice), tone="warning")


def _orders_to_choose(problem: ToolProblem, voice: Voice) -> tuple[Button, ...]:
    """A button for each order that could have been meant; it says the person's own words again with the number."""
    if problem.code != "order.which":
        return ()
    words, cancels = str(problem.params.get("words", "")), problem.params.get("action") in {"cancel", "close"}
    numbers = [str(reason.params["number"]) for reason in problem.reasons]
    if cancels or not words:
        return tuple(_saying(voice("say-cancel-order", number=number)) for number in numbers) if cancels else ()
    return tuple(_saying(voice("say-change-order", number=number, words=words)) for number in numbers)


def _again(problem: ToolProblem, voice: Voice) -> tuple[Button, ...]:
    """What is no longer offered may be shown as it stands now, with a button that works."""
    if problem.code not in _PAST_OFFERS:
        return ()
    if problem.params.get("kind") == "order_draft":
        return (_saying(voice("notice-show-again")),)
    if problem.params.get("proposal"):
        return (Button(voice("offer-again"), f"again:{problem.params['proposal']}"),)
    number = problem.params.get("number")
    return (_saying(voice("notice-show-order", number=number)),) if number else ()


def _saying(words: str) -> Button:
    return Button(words, f"say:{words}")


def discarded_text(result: Discarded, voice: Voice) -> Text:
    """The draft is gone, or there was none."""
    if result.count > 1:
        return Text(voice("drafts-discarded", count=result.count))
    return Text(voice("draft-discarded" if result.done else "draft-none"))


def declined_text(result: Declined, voice: Voice) -> Text:
    """A proposal was taken back."""
    key = f"declined-{result.kind}"
    return Text(voice(key if voice.has(key) else "declined-other"))


def _cutoff(answer: Help, voice: Voice) -> str:
    earliest = voice("help-earliest", date=voice.day(answer.earliest, answer.as_of.date()), time=format_time(answer.as_of))
    return f"{voice('help-cutoff', cutoff=f'{answer.cutoff:%H:%M}')}{_closed(answer, voice)}\n{earliest}"


def _delivery(answer: Help, voice: Voice) -> str:
    earliest = voice("help-earliest", date=voice.day(answer.earliest, answer.as_of.date()), time=format_time(answer.as_of))
    return f"{earliest}\n{voice('help-cutoff', cutoff=f'{answer.cutoff:%H:%M}')}{_closed(answer, voice)}"


def _closed(answer: Help, voice: Voice) -> str:
    days = answer.no_delivery_weekdays
    return voice("help-no-delivery", days=format_weekdays(days, voice.locale)) if days else ""


def _me(answer: Help, voice: Voice) -> str:
    dealer = voice.pick(answer.dealer_name_zh, answer.dealer_name_en)
    role = voice(f"role-{answer.role}") if voice.has(f"role-{answer.role}") else answer.role
    return voice("help-me-dealer" if dealer else "help-me", name=answer.user_name, role=role, dealer=dealer)


def _ability(ability: str, answer: Help, voice: Voice) -> str:
    """The sentence of an ability; staff, who have no prices and no credit of their own, get one of theirs."""
    staff = f"help-{ability}-staff"
    return staff if not answer.dealer_name_zh and voice.has(staff) else f"help-{ability}"


def _example(ability: str, answer: Help, voice: Voice) -> tuple[Button, ...]:
    """Something to say, as a button; ordering is shown with a product the person's company has ordered before."""
    for_staff = voice.has(f"help-{ability}-staff") and not answer.dealer_name_zh
    if for_staff or (ability == "order" and answer.example is None) or not voice.has(f"help-{ability}-example"):
        return ()
    line = answer.example
    product = {"product": voice.name(line), "quantity": format_quantity(line.qty, line.unit_word)} if line else {}
    words = voice(f"help-{ability}-example", **product)
    return (Button(words, f"say:{words}"),)
