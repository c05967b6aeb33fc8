"""Signing in and out, and one's own account. A form whose session had ended waits here and goes on afterwards."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import service, sessions
from app.accounts.access import ActorDep, Visit, VisitDep, cookie_name
from app.accounts.models import User
from app.accounts.schemas import SignedIn
from app.core.errors import FieldError, InvalidInput, TooManyRequests
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from frontend.contexts.accounts import AccountContext, SessionLine, SignInContext
from frontend.contexts.shared import ResendContext
from frontend.forms import Form, FormDep, errors_by_field, form_of
from frontend.rendering import redirect, render

router = APIRouter()

_KEPT = "isian:"  # before the name of a field that waits for the sign-in
_RESEND_TO, _HAD_FILES, _NEXT = "kirim_ke", "ada_berkas", "lanjut"
_WRONG = "Nama pengguna atau kata sandi tidak cocok. Periksa ejaan dan huruf besar-kecilnya, lalu coba lagi."
_SIGNED_OUT = "Anda sudah keluar. Tutup peramban bila komputer ini dipakai bersama."


@router.get("/masuk")
def show_sign_in(request: Request, actor: ActorDep, lanjut: str = "") -> Response:
    target = local_path(lanjut) or _came_from(request)
    if actor.is_signed_in:
        return redirect(target)
    return render(request, "accounts/sign_in.html", SignInContext(next_url=target))


@router.post("/masuk")
def sign_in(request: Request, runtime: RuntimeDep, visit: VisitDep, form: FormDep) -> Response:
    """A wrong password is counted in its own transaction; the slow check runs while none that writes is open."""
    if visit.actor.is_signed_in and not form.text("password"):
        return _go_on(request, form)
    username, password = form.text("username"), form.texts.get("password", "")
    try:
        user = _person(runtime, username, password)
    except TooManyRequests as error:
        return _asked_again(request, form, error.detail, error.status)
    if user is None:
        with runtime.database.write() as session:
            sessions.note_failure(session, username)
        return _asked_again(request, form, _WRONG, 422)
    return _welcome(request, runtime, form, user)


@router.post("/keluar", dependencies=[Depends(form_of)])
def sign_out(runtime: RuntimeDep, session: SessionDep, visit: VisitDep) -> Response:
    sessions.sign_out(session, visit.actor, visit.secret)
    return _without_cookie(redirect("/", message=_SIGNED_OUT), runtime)


@router.get("/akun")
def show_account(request: Request, session: SessionDep, visit: VisitDep) -> Response:
    return _account_page(request, session, visit, {})


@router.post("/akun/sandi")
def change_password(
    request: Request, runtime: RuntimeDep, session: SessionDep, visit: VisitDep, form: FormDep
) -> Response:
    try:
        _change_password(session, visit, form)
    except InvalidInput as error:
        session.rollback()
        with runtime.database.read() as fresh:
            return _account_page(request, fresh, visit, errors_by_field(error))
    done = "Kata sandi sudah diganti dan semua sesi diakhiri. Silakan masuk dengan kata sandi baru."
    return _without_cookie(redirect("/masuk", message=done), runtime)


@router.post("/akun/sesi")
def end_session(session: SessionDep, actor: ActorDep, form: FormDep) -> Response:
    sessions.revoke(session, actor, handle=form.text("handle"))
    return redirect("/akun", message="Sesi itu sudah diakhiri.")


def sign_in_page(request: Request, *, action: str, form: Form) -> Response:
    """For a form that came after its session had ended: sign in first, with everything typed kept on the page."""
    page = SignInContext(next_url=action, kept=tuple(form.resendable()), resend_to=action, had_files=bool(form.files))
    return render(request, "accounts/sign_in.html", page, status=401)


def local_path(target: str) -> str | None:
    """The address, when it leads to a page of ours and not back into signing in or out."""
    parts = urlsplit(target.replace("\\", "/")) if target.isprintable() else None
    is_local = parts is not None and not parts.scheme and not parts.netloc and target.startswith("/")
    if not is_local or target.startswith(("//", "/\\", "/masuk", "/keluar")):
        return None
    return target


def _came_from(request: Request) -> str:
    """The page of ours on which "Masuk" was clicked; browsers tell it within one site only."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host", ""):
        return "/"
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path) or "/"


def _person(runtime: Runtime, username: str, password: str) -> User | None:
    with runtime.database.read() as session:
        sessions.refuse_when_throttled(session, username, runtime.settings)
        return sessions.authenticate(session, username=username, password=password)


def _welcome(request: Request, runtime: Runtime, form: Form, user: User) -> Response:
    agent = request.headers.get("user-agent", "")
    with runtime.database.write() as session:
        signed = sessions.sign_in(session, user, settings=runtime.settings, user_agent=agent)
        session.flush()
        found = sessions.actor_for(session, signed.secret)
    if found is not None:
        request.state.visit = Visit(found[0], signed.csrf_token, signed.secret)
    return _with_cookie(_go_on(request, form), runtime, signed)


def _go_on(request: Request, form: Form) -> Response:
    """To where the person was, or to the form that waits to be sent again."""
    target = local_path(form.text(_RESEND_TO))
    if target is None:
        return redirect(local_path(form.text(_NEXT)) or "/")
    page = ResendContext(
        action=target,
        fields=_kept_of(form),
        had_files=bool(form.text(_HAD_FILES)),
        detail="Sesi Anda tadi sudah berakhir. Isian Anda masih lengkap; tinggal kirim sekali lagi.",
    )
    return render(request, "accounts/resend.html", page)


def _asked_again(request: Request, form: Form, error: str, status: int) -> Response:
    page = SignInContext(
        next_url=local_path(form.text(_NEXT)) or "/",
        username=form.text("username"),
        error=error,
        kept=_kept_of(form),
        resend_to=local_path(form.text(_RESEND_TO)),
        had_files=bool(form.text(_HAD_FILES)),
    )
    return render(request, "accounts/sign_in.html", page, status=status)


def _kept_of(form: Form) -> tuple[tuple[str, str], ...]:
    return tuple((name.removeprefix(_KEPT), value) for name, value in form.fields if name.startswith(_KEPT))


def _change_password(session: Session, visit: Visit, form: Form) -> None:
    visit.actor.require("account.own")
    texts = form.texts
    if texts.get("new", "") != texts.get("new_again", ""):
        raise InvalidInput(errors=[FieldError("new_again", "Kedua kata sandi baru tidak sama. Ketik ulang.")])
    service.change_own_password(session, visit.actor, current=texts.get("current", ""), new=texts.get("new", ""))


def _account_page(request: Request, session: Session, visit: Visit, errors: dict[str, str]) -> Response:
    rows = sessions.own_sessions(session, visit.actor, current_secret=visit.secret)
    page = AccountContext(visit.actor, tuple(SessionLine.of(row) for row in rows), errors)
    return render(request, "accounts/account.html", page, status=422 if errors else 200)


def _with_cookie(response: Response, runtime: Runtime, signed: SignedIn) -> Response:
    """Without an age the cookie ends with the browser, as shared office machines need; the server ends it anyway."""
    settings = runtime.settings
    response.set_cookie(
        cookie_name(settings),
        signed.secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    return response


def _without_cookie(response: Response, runtime: Runtime) -> Response:
    settings = runtime.settings
    response.delete_cookie(
        cookie_name(settings), path="/", httponly=True, samesite="lax", secure=settings.secure_cookies
    )
    return response
