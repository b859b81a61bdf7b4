# Discord's published API description as JSON Schemas of its answers: /opt/openapi/answers.json, made from the npm package
# discord-api-spec, and nothing else.
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
COPY ci/images/discord-openapi /src
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=npm,target=/run/secrets/npm,required=true \
    --mount=type=cache,id=superbridge-npm,target=/root/.npm \
    . /run/secrets/host \
    && cd /src && npm ci --omit=dev --ignore-scripts --silent \
    && mkdir /opt/openapi && node convert.mjs /opt/openapi/answers.json

FROM ${BASE}
COPY --from=node /opt/openapi /opt/openapi
