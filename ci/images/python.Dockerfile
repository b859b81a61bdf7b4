# Debian with Python and a CA bundle: what our other images stand on.
ARG BASE
FROM ${BASE}
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-python,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends \
    ca-certificates python3 python3-venv
ENV PYTHONUNBUFFERED=1
