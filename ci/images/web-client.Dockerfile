# A Matrix client for people, and a browser to use it in: /opt/hydrogen is the Hydrogen web client, built from its package;
# Debian's Chromium, driven by Playwright for Python in /opt/venv, whose Node wants libatomic. `certutil` tells Chromium
# whom to trust.
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
COPY ci/images/web-client /src
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=npm,target=/run/secrets/npm,required=true \
    --mount=type=cache,id=superbridge-npm,target=/root/.npm \
    . /run/secrets/host \
    && cd /src && npm ci --ignore-scripts --silent \
    && mkdir public && cp node_modules/hydrogen-view-sdk/lib-build/sw.js public/ \
    && node node_modules/vite/bin/vite.js build --logLevel=warn

FROM ${BASE} AS py
COPY ci/images/requirements/web-client.txt /tmp/requirements.txt
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
    --mount=type=cache,id=superbridge-apt-browser,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q \
    && apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core libatomic1 libnss3-tools
COPY --from=py /opt/venv /opt/venv
COPY --from=node /opt/hydrogen /opt/hydrogen
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/superbridge
WORKDIR /opt/superbridge
COPY fakes/control fakes/control
COPY fakes/browser fakes/browser
CMD ["python", "-m", "fakes.browser", "--help"]
