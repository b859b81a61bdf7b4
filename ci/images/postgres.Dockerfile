# PostgreSQL with a cluster made ahead, to be copied to a tmpfs: /opt/pgdata. It trusts everybody on its private network.
# Without LLVM, which only the just-in-time compiler wants and which is a third of the image.
ARG BASE
FROM ${BASE}
RUN mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-postgres,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends postgresql-15 \
    && rm -f /usr/lib/*/libLLVM-*.so* \
    && install -d -o postgres -g postgres -m 0700 /opt/pgdata
ENV PATH=/usr/lib/postgresql/15/bin:$PATH
USER postgres
RUN initdb --auth=trust --locale=C --encoding=UTF8 -D /opt/pgdata
