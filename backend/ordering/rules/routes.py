"""The approval rules, and what waits for an approver, over HTTP. The same use cases as the pages and the chat."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from backend.identity.domain import Permission
from backend.identity.http import CurrentActor
from backend.kit.db import UnitOfWork
from backend.kit.http import Code, Cursor, Here, json_answer
from backend.kit.http_writes import MayRepeat, Outcome
from backend.kit.paging import MAX_PAGE
from backend.kit.problems import problems_of
from backend.ordering.rules import service as rules
from backend.ordering.rules.approving import Waiting
from backend.ordering.rules.bodies import (
    DelegationBody,
    DelegationList,
    DraftRulesBody,
    DraftRulesView,
    FactList,
    FactView,
    PublicationBody,
    RulesView,
    VersionList,
)
from backend.ordering.rules.delegating import Delegation
from backend.ordering.rules.dry_run import DryRun
from backend.ordering.rules.facts import PALETTE
from backend.ordering.rules.table import OPERATORS

router = APIRouter(tags=["approvals"])
_READ_PROBLEMS = problems_of(401, 403, 422)
_WRITE_PROBLEMS = problems_of(401, 403, 404, 409, 422)
Revision = Annotated[int, Query(ge=1, le=10**9, description="The revision that was looked at.")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Rows on a page.")]


class ApprovalList(BaseModel):
    """Held orders, the longest waiting first."""

    items: list[Waiting]
    next_cursor: str | None = None


@router.get("/approval-rules/facts", response_model=FactList, responses=_READ_PROBLEMS, summary="List the facts that rules judge by")
def list_facts(actor: CurrentActor, services: Here) -> Response:
    """The palette: every fact with its kind, unit, operators and known words."""
    actor.require(Permission.MANAGE_RULES)
    words = services.database.read(rules.known_words)
    items = [FactView(fact=fact, operators=list(OPERATORS[fact.kind]), words=list(words[fact.name]) if fact.name in words else None) for fact in PALETTE]
    return json_answer(FactList(items=items))


@router.get("/approval-rules", response_model=RulesView, responses=_READ_PROBLEMS, summary="Read the rules in force")
def read_rules(actor: CurrentActor, services: Here) -> Response:
    """The newest published version. Credit, overdue invoices and the hard gates are judged beside it."""
    actor.require(Permission.MANAGE_RULES)
    found = services.database.read(rules.load_approval_rules)
    return json_answer(RulesView(version=found.version, table=found.table, examples=list(found.examples)))


@router.get("/approval-rules/versions", response_model=VersionList, responses=_READ_PROBLEMS, summary="List published versions")
def list_versions(actor: CurrentActor, services: Here, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """Newest first, each with its author and time."""
    page = services.database.read(lambda uow: rules.list_versions(uow, actor, cursor=cursor, limit=limit))
    items = [
        RulesView(version=one.version, table=one.table, examples=list(one.examples), author=one.author, published_at=one.published_at) for one in page.items
    ]
    return json_answer(VersionList(items=items, next_cursor=page.next_cursor))


@router.get("/approval-rules/draft", response_model=DraftRulesView, responses=_READ_PROBLEMS, summary="Read the draft of the rules")
def read_draft(actor: CurrentActor, services: Here) -> Response:
    """What is in force while nobody has begun one (revision 0). A draft decides nothing."""
    return json_answer(DraftRulesView.of(services.database.read(lambda uow: rules.read_draft(uow, actor))))


@router.put("/approval-rules/draft", response_model=DraftRulesView, responses=_WRITE_PROBLEMS, summary="Save the draft of the rules")
def save_draft(actor: CurrentActor, body: DraftRulesBody, services: Here, once: MayRepeat) -> Response:
    """Kept with whatever is still wrong with it, which the answer names cell by cell; 409 when the draft has moved on from `revision`."""
    table, examples = body.table(), [one.example() for one in body.examples]

    def save(uow: UnitOfWork) -> DraftRulesView:
        return DraftRulesView.of(rules.save_draft(uow, actor, body.revision, (table, examples), clock=services.clock))

    return once.write(actor.user_id, save, lambda view: Outcome(200, view))


@router.delete("/approval-rules/draft", status_code=204, responses=_WRITE_PROBLEMS, summary="Throw the draft of the rules away")
def discard_draft(actor: CurrentActor, revision: Revision, once: MayRepeat) -> Response:
    """What is in force stays; 409 when the draft has moved on from `revision`."""
    return once.write(actor.user_id, lambda uow: rules.discard_draft(uow, actor, revision), lambda _: Outcome(204))


@router.post("/approval-rules/draft/publication", response_model=RulesView, responses=_WRITE_PROBLEMS, summary="Publish the draft of the rules")
def publish_draft(actor: CurrentActor, body: PublicationBody, services: Here, once: MayRepeat) -> Response:
    """Into force as the next version; refused unless every cell can be judged and every example comes out."""

    def publish(uow: UnitOfWork) -> RulesView:
        done = rules.publish_draft(uow, actor, body.revision, clock=services.clock)
        return RulesView(version=done.version, table=done.table, examples=list(done.examples), author=actor.name, published_at=services.clock.now())

    return once.write(actor.user_id, publish, lambda view: Outcome(201, view))


@router.get("/approval-rules/draft/dry-run", response_model=DryRun, responses=_READ_PROBLEMS, summary="Try the draft on the last 90 days' orders")
def try_draft(actor: CurrentActor, services: Here) -> Response:
    """How many orders would come out otherwise, and the newest of them. Writes nothing."""
    table = services.database.read(lambda uow: rules.read_draft(uow, actor)).table
    return json_answer(rules.run_dry(services.database, actor, table, clock=services.clock))


@router.get("/approvals", response_model=ApprovalList, responses=_READ_PROBLEMS, summary="List held orders")
def list_approvals(actor: CurrentActor, services: Here, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """The longest waiting first, each with `version` and `content_hash` for its release or rejection; `refusal` says why it is not yours to decide."""
    page = services.database.read(lambda uow: rules.list_approvals(uow, actor, clock=services.clock, cursor=cursor, limit=limit))
    return json_answer(ApprovalList(items=list(page.items), next_cursor=page.next_cursor))


@router.get("/approval-delegations", response_model=DelegationList, responses=_READ_PROBLEMS, summary="List delegations")
def list_delegations(actor: CurrentActor, services: Here) -> Response:
    """Yours and those to you that are not over, and to whom you could hand your approvals."""

    def found(uow: UnitOfWork) -> DelegationList:
        deputies = rules.deputies_of(uow, actor) if actor.may(Permission.APPROVE_ORDERS) else ()
        return DelegationList(items=list(rules.list_delegations(uow, actor, clock=services.clock)), deputies=list(deputies))

    return json_answer(services.database.read(found))


@router.post("/approval-delegations", response_model=Delegation, responses=_WRITE_PROBLEMS, summary="Hand your approvals over")
def delegate(actor: CurrentActor, body: DelegationBody, services: Here, once: MayRepeat) -> Response:
    """For whole days, to somebody of the staff who may read orders. He decides in your right, never about what you or he asked for."""
    days = (body.first_day, body.last_day)
    return once.write(actor.user_id, lambda uow: rules.delegate(uow, actor, body.to_user, days, clock=services.clock), lambda made: Outcome(201, made))


@router.delete("/approval-delegations/{delegation_id}", status_code=204, responses=_WRITE_PROBLEMS, summary="Take your approvals back")
def end_delegation(actor: CurrentActor, services: Here, delegation_id: Code, once: MayRepeat) -> Response:
    """At once."""
    return once.write(actor.user_id, lambda uow: rules.end_delegation(uow, actor, delegation_id, clock=services.clock), lambda _: Outcome(204))
