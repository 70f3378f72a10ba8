-- What CloudTrail is still to be asked: who made a domain other than it was, and where its record of a call of ours is. CloudTrail knows
-- a call minutes later, so each look has its time. A row goes in the transaction that records what came of it, once.
CREATE TABLE trail_lookup (
    id             uuid        NOT NULL,
    target         text        NOT NULL,
    domain         text        NOT NULL,
    account        text        NOT NULL,
    region         text        NOT NULL,
    -- Of a drift: the event that says so, and whether the domain is gone.
    drift          uuid,
    gone           boolean     NOT NULL DEFAULT false,
    -- Of a call of ours: the change, which attempt of it, and AWS's id of the request.
    change_id      uuid,
    attempt        integer,
    aws_request_id text,
    -- When it may have happened, by our clock.
    not_before     timestamptz NOT NULL,
    not_after      timestamptz NOT NULL,
    asked_at       timestamptz NOT NULL,
    looks          integer     NOT NULL DEFAULT 0,
    due_at         timestamptz NOT NULL,
    claim          bigint      NOT NULL DEFAULT 0,
    CONSTRAINT trail_lookup_pk PRIMARY KEY (id),
    CONSTRAINT trail_lookup_once_per_drift UNIQUE (drift),
    CONSTRAINT trail_lookup_once_per_attempt UNIQUE (change_id, attempt),
    CONSTRAINT trail_lookup_of_a_drift_or_an_attempt CHECK (
        (drift IS NOT NULL AND change_id IS NULL AND attempt IS NULL AND aws_request_id IS NULL)
        OR (drift IS NULL AND NOT gone AND change_id IS NOT NULL AND attempt IS NOT NULL AND aws_request_id IS NOT NULL)),
    CONSTRAINT trail_lookup_has_a_time CHECK (not_before <= not_after),
    CONSTRAINT trail_lookup_counts_up CHECK (looks >= 0 AND claim >= 0)
);
CREATE INDEX trail_lookup_by_due ON trail_lookup (due_at); -- the next to look up
COMMENT ON COLUMN trail_lookup.claim IS 'Rises with every claim; only who has the last one may write';
GRANT SELECT, INSERT, UPDATE, DELETE ON trail_lookup TO ${runtime_role};

-- When CloudTrail may be asked again about a target, over all replicas, and since when it refuses to answer.
CREATE TABLE trail_access (
    target       text        NOT NULL,
    next_call_at timestamptz NOT NULL,
    denied_at    timestamptz,
    CONSTRAINT trail_access_one_per_target PRIMARY KEY (target)
);
GRANT SELECT, INSERT, UPDATE ON trail_access TO ${runtime_role};
