# Web and worker are one image: `pustaka serve` runs both, or `serve --no-worker` and `worker` side by side.

FROM node:20-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional --omit=dev --ignore-scripts --no-audit --no-fund
COPY frontend ./frontend
RUN node frontend/build.mjs

FROM python:3.11-slim-bookworm AS packages
WORKDIR /opt/pustaka
RUN python -m venv .venv
COPY requirements/uv.txt requirements/runtime.txt ./requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && .venv/bin/uv pip install --python .venv/bin/python --no-cache --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY app ./app
COPY indexer ./indexer
COPY storage ./storage
COPY frontend ./frontend
RUN .venv/bin/uv pip install --python .venv/bin/python --no-cache --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q app indexer storage frontend

FROM python:3.11-slim-bookworm
# tesseract recognises scans. For old Office files add libreoffice-writer, libreoffice-calc and libreoffice-impress.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-ind tesseract-ocr-osd \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data pustaka && install -d -o pustaka -g pustaka -m 0750 /data
WORKDIR /opt/pustaka
COPY --from=packages /opt/pustaka /opt/pustaka
COPY --from=assets /src/frontend/static/vendor ./frontend/static/vendor
COPY alembic.ini ./
COPY alembic ./alembic
ENV PATH=/opt/pustaka/.venv/bin:$PATH \
    PUSTAKA_DATA_DIR=/data \
    PYTHONUNBUFFERED=1
USER pustaka
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["pustaka"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
