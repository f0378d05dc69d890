"""The process settings as a dependency of routes."""

from typing import Annotated

from fastapi import Depends, Request

from backend.settings.process import ProcessSettings


async def settings_of(request: Request) -> ProcessSettings:
    """The settings of the application that answers this request."""
    settings: ProcessSettings = request.app.state.settings
    return settings


Settings = Annotated[ProcessSettings, Depends(settings_of)]
