"""Signing in, tokens, messenger bindings, users and the organisation tree: the only sources of an Actor."""

from backend.identity.accounts import actor_of_login, create_user, create_users, list_users, users_of_dealer
from backend.identity.schemas import NewUser, Session, SignIn, UserView
from backend.identity.sessions import (
    actor_of_binding,
    actor_of_token,
    check_password,
    issue_binding_code,
    open_session,
    purge_tokens,
    redeem_binding_code,
    sign_in,
    sign_in_demo,
    sign_out,
)
from backend.identity.tree import move_org_unit, place_org_units

__all__ = [
    "NewUser",
    "Session",
    "SignIn",
    "UserView",
    "actor_of_binding",
    "actor_of_login",
    "actor_of_token",
    "check_password",
    "create_user",
    "create_users",
    "issue_binding_code",
    "list_users",
    "move_org_unit",
    "open_session",
    "place_org_units",
    "purge_tokens",
    "redeem_binding_code",
    "sign_in",
    "sign_in_demo",
    "sign_out",
    "users_of_dealer",
]
