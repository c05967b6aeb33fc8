"""The pages, grouped by what people come for. Each module has one router."""

from fastapi import APIRouter

from frontend.pages import accounts, home, search

ROUTERS: tuple[APIRouter, ...] = (accounts.router, home.router, search.router)
