"""What a multipart request carries; shared by the API and the pages."""

from typing import Any

from starlette.datastructures import FormData, UploadFile

from app.core.errors import FieldError, InvalidInput
from app.core.runtime import Runtime
from app.ingest import service
from app.ingest.schemas import StoredFile

FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}, "title": {"type": "string"}},
                    "additionalProperties": {"type": "string"},
                }
            }
        },
    }
}


def texts_of(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def file_of(given: Any) -> UploadFile:
    if not isinstance(given, UploadFile) or not given.filename:
        message = "Pilih satu berkas untuk diunggah."
        raise InvalidInput(message, errors=[FieldError("file", message)])
    return given


def store_upload(runtime: Runtime, given: Any) -> StoredFile:
    file = file_of(given)
    return service.store_file(runtime.store, runtime.settings, stream=file.file, file_name=file.filename or "")
