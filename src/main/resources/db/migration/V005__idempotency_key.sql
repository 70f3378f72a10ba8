-- The first answer to a request that named an Idempotency-Key, stored with the request's effect.
CREATE TABLE idempotency_key (
    caller         text        NOT NULL,
    key            text        NOT NULL,
    request_digest text        NOT NULL,
    status         smallint    NOT NULL,
    location       text,
    etag           text,
    body           text        NOT NULL,
    answered_at    timestamptz NOT NULL,
    CONSTRAINT idempotency_key_pk PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (answered_at); -- what may be forgotten
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO ${runtime_role};
