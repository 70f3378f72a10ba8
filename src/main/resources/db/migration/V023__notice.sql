-- What is still to be told to others, and what was: one row per webhook and event, put in with the event. It has references alone: what
-- is told is made of the recorded event when it is sent, so that nobody who was erased is told of any more.
CREATE TABLE notice (
    id           uuid        NOT NULL,
    webhook      text        NOT NULL,
    event_id     uuid        NOT NULL,
    change_id    uuid,
    state        text        NOT NULL DEFAULT 'WAITING',
    created_at   timestamptz NOT NULL,
    due_at       timestamptz,                    -- null: not any more
    claim        bigint      NOT NULL DEFAULT 0,
    attempts     integer     NOT NULL DEFAULT 0, -- since it was put in, or replayed
    status       integer,                        -- what the receiver answered last
    failure      text,                           -- why it was not taken, the last time that it was not
    failed_at    timestamptz,
    delivered_at timestamptz,
    CONSTRAINT notice_pk PRIMARY KEY (id),
    CONSTRAINT notice_once_per_webhook_and_event UNIQUE (event_id, webhook),
    CONSTRAINT notice_state_known CHECK (state IN ('WAITING', 'DELIVERED', 'DEAD')),
    CONSTRAINT notice_failure_known CHECK (failure IN (
        'ANSWER', 'GONE', 'TIMEOUT', 'ADDRESS_NOT_ALLOWED', 'NAME_NOT_FOUND', 'NO_CONNECTION', 'TLS', 'BROKEN_OFF', 'NOT_TOLD')),
    CONSTRAINT notice_due_while_it_waits CHECK ((state = 'WAITING') = (due_at IS NOT NULL)),
    CONSTRAINT notice_delivered_at_a_time CHECK (state <> 'DELIVERED' OR delivered_at IS NOT NULL),
    CONSTRAINT notice_delivered_by_an_answer CHECK (state <> 'DELIVERED' OR coalesce(status BETWEEN 200 AND 299, false)),
    CONSTRAINT notice_dead_for_a_reason CHECK (state <> 'DEAD' OR failure IS NOT NULL),
    CONSTRAINT notice_failed_at_a_time CHECK ((failure IS NULL) = (failed_at IS NULL)),
    CONSTRAINT notice_status_of_http CHECK (status BETWEEN 100 AND 999),
    CONSTRAINT notice_counts_up CHECK (claim >= 0 AND attempts >= 0)
);
CREATE INDEX notice_by_due ON notice (webhook, due_at) WHERE due_at IS NOT NULL; -- the next of a webhook to be sent
CREATE INDEX notice_by_state ON notice (webhook, state, id); -- pages of deliveries, and counts
CREATE INDEX notice_by_age ON notice (created_at); -- what is too old to be kept
COMMENT ON COLUMN notice.claim IS 'Rises with every claim; only who has the last one may write';
GRANT SELECT, INSERT, UPDATE, DELETE ON notice TO ${runtime_role};
