# mautrix-telegram from PyPI, the last one that is written in Python.
ARG BASE
FROM ${BASE} AS build
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-telegram,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends \
    gcc libc6-dev python3-dev
COPY ci/images/requirements/telegram-bridge.txt /tmp/requirements.txt
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host && python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install -q --require-hashes -r /tmp/requirements.txt

FROM ${BASE}
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-telegram,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends \
    libmagic1
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
CMD ["python3", "-m", "mautrix_telegram"]
