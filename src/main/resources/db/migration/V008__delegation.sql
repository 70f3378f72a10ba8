-- Who stands in for whom, with which groups, from when until when. Whether a delegation counts is asked when approvals are
-- counted: the giver must have the group by a right of their own at that moment.
CREATE TABLE delegation (
    id            uuid        NOT NULL,
    giver         text        NOT NULL,
    giver_name    text        NOT NULL,
    receiver      text        NOT NULL,
    receiver_name text        NOT NULL,
    groups        text[]      NOT NULL,
    reason        text        NOT NULL,
    created_at    timestamptz NOT NULL,
    starts_at     timestamptz NOT NULL,
    until_at      timestamptz NOT NULL,
    ended_at      timestamptz,
    ended_by      text,
    CONSTRAINT delegation_pk PRIMARY KEY (id),
    CONSTRAINT delegation_never_to_oneself CHECK (giver <> receiver),
    CONSTRAINT delegation_of_one_to_twenty_groups CHECK (cardinality(groups) BETWEEN 1 AND 20),
    CONSTRAINT delegation_never_of_all_approvers CHECK (NOT 'approvers' = ANY (groups)),
    CONSTRAINT delegation_begins_before_it_ends CHECK (starts_at < until_at),
    CONSTRAINT delegation_ends_within_ninety_days CHECK (until_at <= created_at + interval '2160 hours'),
    CONSTRAINT delegation_is_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX delegation_by_end ON delegation (until_at);       -- what counts now, or has counted lately
CREATE INDEX delegation_by_giver ON delegation (giver, id);    -- GET /delegations: what I gave
CREATE INDEX delegation_by_receiver ON delegation (receiver, id); -- GET /delegations: what I was given

-- Somebody who has left: nothing of theirs counts until they are seen again.
ALTER TABLE person ADD COLUMN removed_at timestamptz;
COMMENT ON COLUMN person.removed_at IS 'An operator said that they have left; NULL as soon as they are seen again';
CREATE INDEX person_approvers ON person (seen_at) WHERE 'APPROVER' = ANY (roles); -- who could approve

GRANT SELECT, INSERT, UPDATE ON delegation TO ${runtime_role};
