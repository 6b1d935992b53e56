"""The receipt without script: shown after sending, compared with what was typed from paper, saved as a file."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from tocsin.envelope.receipt import Receipt
from tocsin.intake import pages_form as form
from tocsin.intake.bodies import Patience, whole
from tocsin.intake.line import Line
from tocsin.look import receipts
from tocsin.look.faults import ShownFault
from tocsin.look.texts import catalogue


class ReceiptPage:
    """What the receipt's own buttons do. It knows no report: it works for any twelve words."""

    def __init__(self, line: Line, *, patience: Patience) -> None:
        self._line, self._patience = line, patience

    def page(self, language: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the page in one language."""

        async def page(request: Request) -> Response:
            fields = form.read_fields(await whole(request.receive, most=form.LARGEST, patience=self._patience))
            receipt, desk = form.read_receipt(fields), form.desk_of(fields, self._line)
            if receipt is None:
                return RedirectResponse(f"/{language}/receipt", 303)
            if fields.get("act") == "save":
                return self._saved(receipt, language)
            return self._compared(receipt, desk, fields.get("typed", ""), language)

        return page

    def _saved(self, receipt: Receipt, language: str) -> Response:
        text = receipts.saved(self._line.charter, language, receipt, self._line.now().date())
        headers = {"Content-Disposition": f'attachment; filename="{receipts.FILE_NAME}"'}
        return PlainTextResponse(text, headers=headers)

    def _compared(self, receipt: Receipt, desk: str, typed: str, language: str) -> Response:
        wrong = receipts.comparison(receipt, typed, language)
        if wrong is None:
            told = catalogue(language).gettext("Right: these are your words.")
            return HTMLResponse(receipt_page(self._line, language, receipt, desk, added=told))
        faults = [ShownFault("typed", wrong)]
        return HTMLResponse(receipt_page(self._line, language, receipt, desk, faults=faults, typed=typed), 422)


def receipt_page(line: Line, language: str, receipt: Receipt, desk: str, **more: object) -> str:
    """Return the page with the twelve words of what was told to a desk."""
    frame = (line.charter, line.shown, language, desk)
    return receipts.receipt_page(frame, receipt, today=line.now().date(), largest=line.keys.limits.file, **more)
