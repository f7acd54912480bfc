# The service in a container: nothing but Python, what the lock names, and the evaluator itself.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/evaluator
COPY requirements.lock ./
RUN /opt/evaluator/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY data ./data
COPY prompts ./prompts
COPY evaluator ./evaluator
RUN /opt/evaluator/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/evaluator/bin/python -m compileall -q /opt/evaluator/lib

FROM python:3.13-slim
# TLS trusts the operating system's certificates; the slim image has none of its own.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin evaluator \
    && install -d -m 0700 -o evaluator -g evaluator /data
COPY --from=build /opt/evaluator /opt/evaluator
ENV PATH=/opt/evaluator/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    EVALUATOR_DATA_DIR=/data \
    EVALUATOR_HOST=0.0.0.0 \
    EVALUATOR_PORT=8000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['EVALUATOR_PORT'] + '/health/live', timeout=2)"]
ENTRYPOINT ["evaluator"]
CMD ["serve"]
