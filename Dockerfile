# syntax=docker/dockerfile:1
# Two stages: the first has what it takes to put Parvis together, the second only what it takes to run it.

FROM python:3.11-slim AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements-build.lock requirements-run.lock ./
RUN python -m venv /build/tools && /build/tools/bin/pip install --require-hashes -r requirements-build.lock
# pip itself stays outside: the program does not need it.
RUN python -m venv --without-pip /opt/parvis && /build/tools/bin/pip --python /opt/parvis/bin/python install --require-hashes -r requirements-run.lock
COPY . .
RUN /build/tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /build/wheels .
RUN /build/tools/bin/pip --python /opt/parvis/bin/python install --no-deps --no-index /build/wheels/*.whl

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Parvis" org.opencontainers.image.licenses="MPL-2.0"
# A number, so that an orchestrator can see without asking that it is not root.
RUN install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=builder /opt/parvis /opt/parvis
ENV PATH=/opt/parvis/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PARVIS_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER 10001:10001
# Health and metrics listen on loopback unless told otherwise, so the check asks from inside.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "from os import environ; from urllib.request import urlopen; urlopen('http://' + environ.get('PARVIS_OPS__LISTEN', '127.0.0.1:9100') + '/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["parvis"]
CMD ["serve"]
