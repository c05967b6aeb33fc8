"""An instrument as a file to take away; for the API and for pages."""

from fastapi import Response


def yaml_response(source: str, name: str) -> Response:
    """Handed out as a file: what somebody brought is never shown as a page."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
    return Response(source.encode(), media_type="application/yaml", headers=headers)
