-- What clients see of applied changes, by what DNS answers; and when DNS is to be asked again. Begun where a change is applied.
CREATE TABLE reachability (
    change_id    uuid        NOT NULL,
    looks        integer     NOT NULL DEFAULT 0, -- how often DNS was asked; whoever asked for an older count writes nothing
    due_at       timestamptz,                    -- null: not any more
    checked_at   timestamptz,                    -- when what follows was first seen
    ipv4         boolean,                        -- whether the domain's name has A records; null: no resolver answered
    ipv6         boolean,
    gateway_ipv4 boolean,                        -- the same of API Gateway's name
    gateway_ipv6 boolean,
    effective    boolean,
    detail       text,
    fix          text,
    CONSTRAINT reachability_pk PRIMARY KEY (change_id),
    CONSTRAINT reachability_of_a_change FOREIGN KEY (change_id) REFERENCES change_request (id),
    CONSTRAINT reachability_looks_count_up CHECK (looks >= 0),
    CONSTRAINT reachability_seen_is_said CHECK ((checked_at IS NULL) = (detail IS NULL)),
    CONSTRAINT reachability_of_both_families CHECK (
        (ipv4 IS NULL) = (ipv6 IS NULL) AND (gateway_ipv4 IS NULL) = (gateway_ipv6 IS NULL)),
    CONSTRAINT reachability_effective_by_an_answer CHECK ((effective IS NULL) = (ipv4 IS NULL))
);
CREATE INDEX reachability_by_due ON reachability (due_at) WHERE due_at IS NOT NULL; -- the next to be looked at

GRANT SELECT, INSERT, UPDATE ON reachability TO ${runtime_role};
