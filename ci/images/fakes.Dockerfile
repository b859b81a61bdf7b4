# The fakes and the stand-in bridge: one image, what it is depends on the command (python -m fakes.discord, …).
ARG BASE
# Debian's Node is too old for today's packages; PyPI carries a current one, npm included.
FROM ${BASE} AS node
COPY ci/images/requirements/node.txt /tmp/requirements.txt
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host && python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install -q --require-hashes -r /tmp/requirements.txt
ENV PATH=/opt/venv/bin:$PATH
COPY fakes/telegram/tl /src/fakes/telegram/tl
RUN touch /src/fakes/__init__.py /src/fakes/telegram/__init__.py
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=npm,target=/run/secrets/npm,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-npm,target=/root/.npm \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host \
    && cd /src && python3 -m fakes.telegram.tl.fetch /opt/tl

FROM ${BASE} AS build
COPY ci/images/requirements/fakes.txt /tmp/requirements.txt
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host && python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install -q --require-hashes -r /tmp/requirements.txt

FROM ${BASE}
COPY --from=build /opt/venv /opt/venv
COPY --from=node /opt/tl /opt/tl
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/superbridge SUPERBRIDGE_TL=/opt/tl
WORKDIR /opt/superbridge
COPY fakes fakes
# A mistake in one fake is told by that fake's start, and keeps the others running.
RUN python -m compileall -q fakes || true
