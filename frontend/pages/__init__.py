"""The pages, grouped by what people come for. Each module has one router."""

from fastapi import APIRouter

from frontend.pages import accounts

ROUTERS: tuple[APIRouter, ...] = (accounts.router,)
