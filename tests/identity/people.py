"""A few people: two dealers one below the other, a third beside them, and two of the brand."""

from backend.identity.domain import Role
from backend.identity.service import NewUser, create_users, place_org_units
from backend.kit.db import UnitOfWork

PASSWORD = "a long password"


def load_people(uow: UnitOfWork) -> None:
    """The user wang of D1 with a password, li of D2 above without one, far of D3, the brand manager and an administrator."""
    place_org_units(uow, [("D1", "D2"), ("D2", None), ("D3", None)])
    dealers = [("wang", "D1", PASSWORD), ("li", "D2", None), ("far", "D3", None)]
    create_users(uow, [NewUser(login, login.title(), Role.DEALER_USER, "zh", dealer, password=password) for login, dealer, password in dealers])
    create_users(uow, [NewUser("bm", "Manager", Role.BRAND_MANAGER, "en"), NewUser("root", "Admin", Role.ADMIN, "en", password=PASSWORD)])
